// Texts for properties, and sequences of texts that follow each other: binary, astral, repeated, random, and
// tables whose rows are edited, moved, inserted, deleted and sorted.
import fc from 'fast-check'
import { makeRows, type Row, renderTable } from './row-table.js'

/** Bytes of any kind, up to some thousands. */
const bytes = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400, size: 'max' }).map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 3000, size: 'max' }).map((each) => Buffer.from(each)),
  fc.uint8Array({ maxLength: 3000, max: 2, size: 'max' }).map((each) => Buffer.from(each)),
  fc
    .record({
      period: fc.uint8Array({ minLength: 1, maxLength: 40 }),
      length: fc.oneof(fc.nat(100), fc.nat(5000)),
    })
    .map(({ period, length }) => Buffer.alloc(length, period)),
)

/** At some place so many bytes go and others come, or some from elsewhere in the text. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof(fc.nat(20), fc.nat(3000)),
  inserted: fc.oneof(bytes, fc.uint8Array({ maxLength: 4 }), fc.double({ max: 1, min: 0 })),
})

type Value<A> = A extends fc.Arbitrary<infer T> ? T : never

function edited(text: Buffer, { at, removed, inserted }: Value<typeof edit>): Buffer {
  const place = Math.floor(at * text.length)
  const from = typeof inserted === 'number' ? Math.floor(inserted * text.length) : 0
  const comes = typeof inserted === 'number' ? text.subarray(from, from + removed) : inserted
  return Buffer.concat([text.subarray(0, place), comes, text.subarray(place + removed)])
}

/** What happens to a table between two frames. */
const rowChange = fc.record({
  kind: fc.constantFrom('edit', 'move', 'insert', 'delete', 'sort', 'reverse'),
  at: fc.nat(200),
  to: fc.nat(200),
  count: fc.oneof(fc.constant(1), fc.nat(20)),
  seed: fc.nat(),
})

export type RowChange = Value<typeof rowChange>

export function changeRows(rows: readonly Row[], change: RowChange): readonly Row[] {
  const { kind, at, to, count, seed } = change
  const without = [...rows.slice(0, at), ...rows.slice(at + count)]
  switch (kind) {
    case 'edit':
      return rows.map((row, index) => {
        return index % 20 === at % 20 && index < at + count ? { ...row, amount: seed % 1000 } : row
      })
    case 'move':
      return [...without.slice(0, to), ...rows.slice(at, at + count), ...without.slice(to)]
    case 'insert':
      return [...rows.slice(0, at), ...makeRows(count, seed, 1000 + to), ...rows.slice(at)]
    case 'delete':
      return without
    case 'sort':
      return [...rows].sort((a, b) => a.amount - b.amount)
    case 'reverse':
      return [...rows].reverse()
  }
}

const tables = fc
  .record({
    rows: fc.nat(200),
    seed: fc.nat(),
    changes: fc.array(rowChange, { maxLength: 6 }),
  })
  .map(({ rows, seed, changes }) => {
    const states: (readonly Row[])[] = [makeRows(rows, seed)]
    for (const change of changes) states.push(changeRows(states.at(-1) ?? [], change))
    return states.map(renderTable)
  })

const editedTexts = fc
  .record({
    first: fc.array(bytes, { maxLength: 12, size: 'max' }),
    edits: fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
  })
  .map(({ first, edits }) => {
    const texts: Buffer[] = [Buffer.concat(first)]
    for (const each of edits) {
      texts.push(each.reduce<Buffer>(edited, texts.at(-1) ?? Buffer.alloc(0)))
    }
    return texts
  })

/** Texts of frames, each made of the one before it, or of nothing: at least one. */
export const sequences: fc.Arbitrary<readonly Buffer[]> = fc.oneof(
  { weight: 3, arbitrary: editedTexts },
  { weight: 2, arbitrary: tables },
  { weight: 1, arbitrary: fc.array(bytes, { minLength: 1, maxLength: 6 }) },
)

/** A text and the one before it. */
export const pairs = fc.oneof(sequences, fc.tuple(bytes)).map((texts) => {
  const [base = Buffer.alloc(0), next = base] = texts.slice(-2)
  return { base, next }
})
