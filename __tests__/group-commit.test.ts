// Writes that wait share a transaction, each in a savepoint of its own: on a real file, which a second
// connection reads.
import { AsyncLocalStorage } from 'node:async_hooks'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { type Kysely, sql, type Transaction } from 'kysely'
import { createLocalBus } from '../lib/bus.js'
import { openSqlite } from '../lib/store.js'
import { createManualTimers } from '../lib/testing.js'
import { type WriteContext, Writer } from '../lib/writer.js'

interface Tables {
  notes: { text: string }
  parents: { id: number }
  children: { parent: number }
}

type Context = WriteContext<Transaction<Tables>>

const folder = mkdtempSync(join(tmpdir(), 'orion-test-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

/** A writer on a file of its own, and another connection that sees what has been committed. */
async function openWriter(schema = '') {
  const file = join(folder, `${files++}.db`)
  const setUp = new Database(file)
  setUp.pragma('journal_mode = WAL')
  setUp.exec(`create table notes (text text not null unique); create table parents (id integer
    primary key); create table children (parent integer references parents); ${schema}`)
  setUp.close()
  const bus = createLocalBus()
  // Its clock stands still: a batch has whoever waits, however slow the machine is.
  const timers = createManualTimers()
  const writer = new Writer<Kysely<Tables>, Transaction<Tables>>(
    (guard) => openSqlite<Tables>(file, { guard, timers }),
    bus,
    () => undefined,
  )
  const outside = new Database(file, { readonly: true })
  const texts = () => outside.prepare('select text from notes order by rowid').pluck().all()
  const write = (text: string, then: (context: Context) => unknown = () => undefined) =>
    writer.write(async (context) => {
      await context.store.insertInto('notes').values({ text }).execute()
      return then(context)
    })
  async function close() {
    outside.close()
    await writer.close()
  }
  return { file, bus, timers, writer, texts, write, close }
}

const turn = () => new Promise((done) => setImmediate(done))

const outcomesOf = async (writes: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(writes)).map((outcome) =>
    outcome.status === 'fulfilled' ? 'written' : (outcome.reason.code ?? outcome.reason.message),
  )

const noLuck = () => {
  throw new Error('no luck')
}

const sqlOf = (text: string) => (context: Context) => sql.raw(text).execute(context.store)

describe('a batch', () => {
  test('has the writes that wait: they share one commit', async () => {
    const { file, write, close, texts } = await openWriter()
    const frames = () => Math.round(statSync(`${file}-wal`).size / 4120)
    await write('first')
    const before = frames()
    await Promise.all(Array.from({ length: 50 }, (_, n) => write(`note ${n}`)))
    // A commit writes a page of the table and one of its index, or few more where they are full.
    expect(frames() - before).toBeLessThan(10)
    expect(texts()).toHaveLength(51)
    await close()
  })

  test('goes on without a write that throws', async () => {
    const { write, close, texts } = await openWriter()
    const writes = [write('a'), write('b', noLuck), write('c')]
    expect(await outcomesOf(writes)).toEqual(['written', 'no luck', 'written'])
    expect(texts()).toEqual(['a', 'c'])
    await close()
  })

  test('lets each write see those before it, and not the one that was rolled back', async () => {
    const { write, close } = await openWriter()
    const see = async ({ store }: Context) =>
      (await store.selectFrom('notes').selectAll().execute()).map(({ text }) => text)
    const refused = expect(Promise.all([write('a'), write('b', noLuck)])).rejects.toThrow('no luck')
    const seen = await write('c', see)
    await refused
    expect(seen).toEqual(['a', 'c'])
    await close()
  })

  test('runs its writes one after the other, whatever they wait for', async () => {
    const { write, close } = await openWriter()
    let inside = 0
    const most: number[] = []
    const slowly = async () => {
      most.push(++inside)
      await turn()
      inside--
    }
    await Promise.all(['a', 'b', 'c'].map((text) => write(text, slowly)))
    expect(most).toEqual([1, 1, 1])
    await close()
  })

  test('answers nobody and publishes nothing before all of it has committed', async () => {
    const { bus, write, close, texts } = await openWriter()
    const told: unknown[] = []
    bus.subscribe('notes', () => told.push(['published', texts()]))
    const first = write('a', ({ publish, after }) => {
      publish('notes')
      after(() => told.push(['after', texts()]))
    })
    const second = write('b', async () => {
      await turn()
      told.push(['second runs', texts()])
    })
    await first.then(() => told.push(['answered', texts()]))
    await second
    expect(told).toEqual([
      ['second runs', []],
      ['published', ['a', 'b']],
      ['after', ['a', 'b']],
      ['answered', ['a', 'b']],
    ])
    await close()
  })

  test('runs each write in the async context of who asked for it', async () => {
    const { write, close } = await openWriter()
    const tenant = new AsyncLocalStorage<string>()
    const seen = ['one', 'two', 'three'].map((name) =>
      tenant.run(name, () => write(name, () => tenant.getStore())),
    )
    expect(await Promise.all(seen)).toEqual(['one', 'two', 'three'])
    await close()
  })

  test('leaves the connection to orion.store between two batches', async () => {
    const { writer, write, close } = await openWriter()
    let goesOn = true
    let written = 0
    const writeAlways = async (name: string) => {
      while (goesOn) await write(`${name} ${written++}`)
    }
    const busy = ['a', 'b', 'c'].map(writeAlways)
    while (written < 10) await turn()
    await writer.direct.insertInto('notes').values({ text: 'from elsewhere' }).execute()
    goesOn = false
    await Promise.all(busy)
    await close()
  })
})

describe('a slow write', () => {
  test('is the last of its batch: none begins more than 10 ms after the first', async () => {
    const { timers, write, close, texts } = await openWriter()
    const seen = await Promise.all([
      write('a', () => timers.advance(5)),
      write('b', () => timers.advance(6)),
      write('c', texts),
    ])
    expect(seen).toEqual([undefined, undefined, ['a', 'b']])
    await close()
  })

  test('keeps nobody waiting who came before it, once it is known to be slow', async () => {
    const { timers, writer, write, close, texts } = await openWriter()
    let takesMs = 11
    const handler = async ({ store }: Context) => {
      const before = texts()
      timers.advance(takesMs)
      await store
        .insertInto('notes')
        .values({ text: `slow ${before.length}` })
        .execute()
      return before
    }
    const round = (name: string) => Promise.all([write(name), writer.write(handler)])
    expect(await round('a')).toEqual([undefined, []])
    takesMs = 1
    expect(await round('b')).toEqual([undefined, ['a', 'slow 0', 'b']])
    // It has been quick since.
    expect(await round('c')).toEqual([undefined, ['a', 'slow 0', 'b', 'slow 3']])
    await close()
  })
})

describe('what could end the transaction of others', () => {
  test.each([
    [
      'a trigger',
      `create trigger strict before insert on notes when new.text = 'bad'
      begin select raise(rollback, 'bad note'); end`,
      "insert into notes values ('bad')",
    ],
    [
      'a constraint',
      'create table strict (a not null on conflict rollback)',
      'insert into strict values (null)',
    ],
    [
      'a deferred foreign key',
      'create table late (parent references parents deferrable initially deferred)',
      'insert into late values (7)',
    ],
  ])('%s of the schema does so to none', async (_, schema, statement) => {
    const { write, close, texts } = await openWriter(schema)
    const writes = [write('a'), write('b'), write('c', sqlOf(statement)), write('d'), write('e')]
    const outcomes = await outcomesOf(writes)
    expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(4)
    expect(outcomes[2]).toMatch(/^SQLITE_CONSTRAINT/)
    expect(texts()).toEqual(['a', 'b', 'd', 'e'])
    await close()
  })

  test('a schema that a write of the batch has made so is heeded at once', async () => {
    const { write, close, texts } = await openWriter()
    const trigger = `create trigger strict before insert on notes when new.text = 'bad'
      begin select raise(rollback, 'bad note'); end`
    const writes = [write('a'), write('b', sqlOf(trigger)), write('c'), write('bad'), write('d')]
    expect(await outcomesOf(writes)).toEqual([
      ...['written', 'written', 'written', 'SQLITE_CONSTRAINT_TRIGGER', 'written'],
    ])
    expect(texts()).toEqual(['a', 'b', 'c', 'd'])
    await close()
  })

  test('foreign keys that a write defers are checked for that write alone', async () => {
    const { write, close, texts } = await openWriter()
    const orphan = async (context: Context) => {
      await sqlOf('pragma defer_foreign_keys = on')(context)
      await sqlOf('insert into children values (7)')(context)
    }
    const writes = [write('a'), write('b'), write('c', orphan), write('d'), write('e')]
    expect(await outcomesOf(writes)).toEqual([
      ...['written', 'written', 'SQLITE_CONSTRAINT_FOREIGNKEY', 'written', 'written'],
    ])
    expect(texts()).toEqual(['a', 'b', 'd', 'e'])
    await close()
  })

  test.each([
    'rollback',
    'ROLLBACK TRANSACTION',
    ' commit',
    'end',
    'begin',
    '-- now\n/* * / */ commit',
    "insert or rollback into notes values ('x')",
    'rollback to orion_write',
    'release "ORION_WRITE"',
  ])('the statement %j is refused', async (statement) => {
    const { write, close, texts } = await openWriter()
    const writes = [write('a'), write('b', sqlOf(statement)), write('c')]
    expect(await outcomesOf(writes)).toEqual(['written', 'ORION_TRANSACTION', 'written'])
    expect(texts()).toEqual(['a', 'c'])
    await close()
  })

  test('savepoints of its own are left to a write', async () => {
    const { write, close, texts } = await openWriter()
    const tryIt = async (context: Context) => {
      await sqlOf('savepoint mine')(context)
      await sqlOf("insert into notes values ('tried')")(context)
      await sqlOf('rollback to mine')(context)
    }
    await Promise.all([write('a'), write('b', tryIt), write('c')])
    expect(texts()).toEqual(['a', 'b', 'c'])
    await close()
  })

  test('what a write that was rolled back left running writes nothing', async () => {
    const { write, close, texts } = await openWriter()
    const late: Promise<unknown>[] = []
    // Between the end of a write and that of its Kysely there are a few steps: one of these hits it.
    const leave = (steps: number) =>
      write('refused', ({ store }) => {
        const goOn = async () => {
          for (let left = steps; left > 0; left--) await undefined
          await store.insertInto('notes').values({ text: 'late' }).execute()
        }
        late.push(goOn().catch((error) => error.code))
        noLuck()
      })
    const outcomes = await outcomesOf([
      write('a'),
      ...Array.from({ length: 12 }, (_, n) => leave(n)),
    ])
    expect(new Set(outcomes)).toEqual(new Set(['written', 'no luck']))
    expect(await Promise.all(late)).toContain('ORION_TRANSACTION')
    expect(texts()).toEqual(['a'])
    await close()
  })
})

describe('what fails for all', () => {
  test('a full disk: nobody is answered as if it were written, nothing is published, the next goes on', async () => {
    const { writer, bus, write, close, texts } = await openWriter()
    const published: string[] = []
    for (const topic of ['a', 'b', 'c']) bus.subscribe(topic, () => published.push(topic))
    const pages = sql<{ page_count: number }>`pragma page_count`
    const { rows } = await pages.execute(writer.direct)
    await sql
      .raw(`pragma max_page_count = ${(rows[0]?.page_count ?? 0) + 4}`)
      .execute(writer.direct)
    const publishing = (text: string) => write(text, ({ publish }) => publish(text))
    const writes = [publishing('a'), publishing('x'.repeat(100_000)), publishing('c')]
    expect(await outcomesOf(writes)).toEqual(['ORION_ROLLED_BACK', 'SQLITE_FULL', 'written'])
    expect(texts()).toEqual(['c'])
    expect(published).toEqual(['c'])
    await close()
  })

  test('a write that goes on after its transaction was rolled back writes nothing', async () => {
    const { writer, write, close, texts } = await openWriter()
    await sql`pragma max_page_count = 12`.execute(writer.direct)
    const goOn = async ({ store }: Context) => {
      await store
        .insertInto('notes')
        .values({ text: 'x'.repeat(100_000) })
        .execute()
        .catch(() => undefined)
      return store.insertInto('notes').values({ text: 'on its own' }).execute()
    }
    const swallow = ({ store }: Context) =>
      store
        .insertInto('notes')
        .values({ text: 'x'.repeat(100_000) })
        .execute()
        .catch(() => undefined)
    const outcomes = await outcomesOf([write('a'), write('b', goOn), write('c', swallow)])
    expect(outcomes).toEqual(['ORION_ROLLED_BACK', 'ORION_ROLLED_BACK', 'ORION_ROLLED_BACK'])
    expect(texts()).toEqual([])
    await close()
  })

  test('a lock that another process does not give up, and only for those who waited for it', async () => {
    const { file, writer, write, close, texts } = await openWriter()
    await sql`pragma busy_timeout = 20`.execute(writer.direct)
    const other = new Database(file)
    other.exec('begin immediate')
    expect(await outcomesOf([write('a'), write('b')])).toEqual(['SQLITE_BUSY', 'SQLITE_BUSY'])
    other.exec('commit')
    other.close()
    await write('c')
    expect(texts()).toEqual(['c'])
    await close()
  })
})

test('two processes that write the same file lose nothing', async () => {
  const { file, write, close, texts } = await openWriter()
  // As jest.config.ts has it: npm run test:matrix brings that of another Node.
  const sqlite = join(process.env.NODE_PACKAGES ?? '', 'better-sqlite3')
  const script = `
    const Database = require(${JSON.stringify(sqlite)})
    const database = new Database(${JSON.stringify(file)}, { timeout: 5000 })
    const insert = database.prepare('insert into notes values (?)')
    for (let n = 0; n < 100; n++) database.transaction(() => insert.run('other ' + n)).immediate()
    database.close()`
  const other = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'inherit'] })
  const exited = new Promise((done) => other.on('exit', done))
  const writes: Promise<unknown>[] = []
  for (let n = 0; n < 100; n++) {
    writes.push(write(`own ${n}`))
    if (n % 7 === 0) await turn()
  }
  await Promise.all(writes)
  expect(await exited).toBe(0)
  expect(texts()).toHaveLength(200)
  await close()
})

test('of any writes at once the answered are in the file in their order, and published, and no other', async () => {
  const handler = fc.record({
    ends: fc.constantFrom('well', 'well', 'well', 'with an error', 'with an orphan'),
    turnsBefore: fc.nat(2),
    turnsInside: fc.nat(2),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(handler, { maxLength: 24 }), async (handlers) => {
      const { bus, write, close, texts } = await openWriter()
      const published: string[] = []
      const answered: string[] = []
      const writes: Promise<unknown>[] = []
      for (const [n, { ends, turnsBefore, turnsInside }] of handlers.entries()) {
        const name = `note ${n}`
        bus.subscribe(name, () => published.push(name))
        for (let left = turnsBefore; left > 0; left--) await turn()
        const writing = write(name, async (context) => {
          context.publish(name)
          for (let left = turnsInside; left > 0; left--) await turn()
          if (ends === 'with an error') noLuck()
          if (ends === 'well') return
          await sqlOf('pragma defer_foreign_keys = on')(context)
          await sqlOf('insert into children values (7)')(context)
        })
        writes.push(
          writing.then(() => {
            expect(texts()).toContain(name)
            answered.push(name)
          }),
        )
      }
      const outcomes = await outcomesOf(writes)
      const expected = { well: 'written', 'with an error': 'no luck' }
      expect(outcomes).toEqual(
        handlers.map(
          ({ ends }) => Object.assign({ [ends]: 'SQLITE_CONSTRAINT_FOREIGNKEY' }, expected)[ends],
        ),
      )
      const fine = handlers.flatMap(({ ends }, n) => (ends === 'well' ? [`note ${n}`] : []))
      expect({ texts: texts(), published, answered }).toEqual({
        texts: fine,
        published: fine,
        answered: fine,
      })
      await close()
    }),
    { numRuns: 40 },
  )
})
