import fc from 'fast-check'
import type { Chunk } from '../lib/chunk.js'
import { plainText } from '../lib/encodings.js'
import type { Frame } from '../lib/frame.js'
import { Renders } from '../lib/renders.js'
import type { EventSink } from '../lib/response.js'
import { Stream } from '../lib/stream.js'
import { createManualTimers } from '../lib/testing.js'
import { type Reading, View, type ViewSource } from '../lib/view.js'
import { DeltaEncoder } from '../lib/wire/delta-frame.js'

const longestRenderMs = 10_000_000

interface Options extends Partial<Omit<ViewSource, 'render'>> {
  readonly render?: (reading: Reading) => Promise<string>
}

/** A view of a number that the test changes and publishes. */
function openView({ render, ...options }: Options = {}) {
  const timers = createManualTimers()
  const errors: unknown[] = []
  const state = { value: 0, renders: 0, idle: 0, subscribed: 0 }
  const wakes = new Set<() => void>()
  const subscribe = (wake: () => void) => {
    state.subscribed++
    wakes.add(wake)
    return () => {
      state.subscribed--
      wakes.delete(wake)
    }
  }
  const view = new View(
    {
      given: {},
      about: () => ({ route: '/n', view: 0, topics: ['n'] }),
      throttleMs: 0,
      everyMs: undefined,
      format: { patch: {}, padded: false },
      check: async () => undefined,
      listen: () => ({ heard: () => false, stop: () => undefined }),
      async render(reading) {
        reading.names('n', () => subscribe(reading.wake))
        state.renders++
        return render ? render(reading) : `<p id="n">${state.value}</p>`
      },
      onError: (error) => void errors.push(error),
      ...options,
    },
    {
      timers,
      renders: new Renders({ renders: 32, renderMs: longestRenderMs }, timers),
      topicsPerView: 10,
      frameBytes: 1000,
      encoder: new DeltaEncoder(),
      onIdle: () => void state.idle++,
    },
  )
  const shown: string[] = []
  const follower = {
    ended: 0,
    show: (frame: Frame) => void shown.push(frame.html),
    end() {
      this.ended++
    },
  }
  const publish = () => {
    for (const wake of wakes) wake()
  }
  return { view, state, shown, follower, errors, timers, publish }
}

const turn = () => new Promise((done) => setImmediate(done))

test('a view subscribes before its first reading', async () => {
  const { view, state } = openView({
    async render() {
      return `<p id="n">subscribed: ${state.subscribed}</p>`
    },
  })
  view.hold()
  expect((await view.fresh()).html).toContain('subscribed: 1')
})

test('all that ask at once share one render', async () => {
  const { view, state } = openView()
  view.hold()
  const frames = await Promise.all([view.fresh(), view.fresh(), view.fresh()])
  expect(state.renders).toBe(1)
  expect(new Set(frames).size).toBe(1)
})

test('publishes of one turn, and those during a render, merge into one more', async () => {
  const { view, state, follower, shown, publish } = openView()
  view.hold()
  await view.fresh()
  view.follow(follower)
  for (let i = 0; i < 10; i++) {
    state.value++
    publish()
  }
  await turn()
  expect(state.renders).toBe(2)
  expect(shown.at(-1)).toBe('<p id="n">10</p>')
})

test('a render that gives the same is not shown again', async () => {
  const { view, state, follower, shown, publish } = openView()
  view.hold()
  await view.fresh()
  view.follow(follower)
  publish()
  await turn()
  expect(state.renders).toBe(2)
  expect(shown).toEqual(['<p id="n">0</p>'])
})

test('a view that nobody follows is not rendered by a publish', async () => {
  const { view, state, publish } = openView()
  view.hold()
  await view.fresh()
  publish()
  await turn()
  expect(state.renders).toBe(1)
})

test('who asks after a publish gets a render that began after it', async () => {
  const { view, state, publish } = openView()
  view.hold()
  await view.fresh()
  state.value = 7
  publish()
  expect((await view.fresh()).html).toBe('<p id="n">7</p>')
})

test('two renders for followers are throttleMs apart, and the last publish is not lost', async () => {
  const { view, state, follower, shown, timers, publish } = openView({ throttleMs: 100 })
  view.hold()
  await view.fresh()
  view.follow(follower)
  timers.advance(30)
  state.value = 1
  publish()
  await turn()
  expect(state.renders).toBe(1)
  state.value = 2
  publish()
  timers.advance(69)
  await turn()
  expect(state.renders).toBe(1)
  timers.advance(1)
  await turn()
  expect(state.renders).toBe(2)
  expect(shown.at(-1)).toBe('<p id="n">2</p>')
})

test('a page does not wait for the throttle', async () => {
  const { view, state, follower, shown, publish, timers } = openView({ throttleMs: 60_000 })
  view.hold()
  await view.fresh()
  view.follow(follower)
  state.value = 1
  publish()
  expect(timers.waiting).toBe(1)
  expect((await view.fresh()).html).toBe('<p id="n">1</p>')
  expect(shown.at(-1)).toBe('<p id="n">1</p>')
  expect(timers.waiting).toBe(0)
})

test('a render that throws is reported, the last frame stays, and the next publish tries again', async () => {
  let broken = false
  const { view, follower, shown, errors, publish } = openView({
    async render() {
      if (broken) throw new Error('no database')
      return `<p id="n">${shown.length}</p>`
    },
  })
  view.hold()
  await view.fresh()
  view.follow(follower)
  broken = true
  publish()
  await turn()
  expect(errors).toEqual([new Error('no database')])
  expect(shown).toHaveLength(1)
  expect(follower.ended).toBe(0)
  broken = false
  publish()
  await turn()
  expect(shown).toHaveLength(2)
})

test('who asks after a failed render is given another try, not the old frame', async () => {
  let broken = false
  const { view, follower, publish } = openView({
    async render() {
      if (broken) throw new Error('no database')
      return '<p id="n">fine</p>'
    },
  })
  view.hold()
  await view.fresh()
  view.follow(follower)
  broken = true
  publish()
  await turn()
  await expect(view.fresh()).rejects.toThrow('no database')
  broken = false
  expect((await view.fresh()).html).toBe('<p id="n">fine</p>')
})

test('a publish during a render that fails is not lost, and fails once more at most', async () => {
  let attempts = 0
  const { view, follower, errors, publish } = openView({
    async render() {
      attempts++
      if (attempts === 2) publish()
      if (attempts > 1) throw new Error('no database')
      return '<p id="n">fine</p>'
    },
  })
  view.hold()
  await view.fresh()
  view.follow(follower)
  publish()
  for (let i = 0; i < 5; i++) await turn()
  expect(attempts).toBe(3)
  expect(errors).toHaveLength(2)
})

test('a render that took too long is reported; what it comes to later is shown to nobody', async () => {
  let finishLate = () => {}
  const { view, state, follower, shown, errors, timers, publish } = openView({
    async render() {
      const { value } = state
      if (value === 1) {
        await new Promise<void>((done) => {
          finishLate = done
        })
      }
      return `<p id="n">${value}</p>`
    },
  })
  view.hold()
  await view.fresh()
  view.follow(follower)
  state.value = 1
  publish()
  await turn()
  timers.advance(longestRenderMs)
  await turn()
  expect(errors).toEqual([expect.objectContaining({ code: 'ORION_TIMEOUT' })])
  state.value = 2
  publish()
  await turn()
  finishLate()
  await turn()
  expect(shown).toEqual(['<p id="n">0</p>', '<p id="n">2</p>'])
  state.value = 3
  publish()
  await turn()
  expect(shown.at(-1)).toBe('<p id="n">3</p>')
})

test('a view that nobody follows any more does not render when its time has come', async () => {
  const { view, state, follower, timers, publish } = openView({ throttleMs: 1000 })
  view.hold()
  await view.fresh()
  const unfollow = view.follow(follower)
  publish()
  unfollow()
  timers.advance(1000)
  await turn()
  expect(state.renders).toBe(1)
})

test.each([401, 403, 404, 410])(
  'a render that throws status %i ends the streams',
  async (status) => {
    let gone = false
    const { view, follower, publish } = openView({
      async render() {
        if (gone) throw Object.assign(new Error('gone'), { status })
        return '<p id="n">here</p>'
      },
    })
    view.hold()
    await view.fresh()
    view.follow(follower)
    gone = true
    publish()
    await turn()
    expect(follower.ended).toBe(1)
  },
)

test('a view that nobody holds any more unsubscribes, drops its timer and says so once', async () => {
  const { view, state, follower, timers, publish } = openView({ throttleMs: 1000 })
  const release = view.hold()
  const other = view.hold()
  await view.fresh()
  view.follow(follower)
  publish()
  release()
  release()
  expect(state).toMatchObject({ subscribed: 1, idle: 0 })
  other()
  expect(state).toMatchObject({ subscribed: 0, idle: 1 })
  expect(timers.waiting).toBe(0)
})

/** A reader behind a stream: takes a frame at once, or not until it is drained. */
class Reader implements EventSink {
  readonly written: string[] = []
  slow = false
  #drain = () => {}

  write({ bytes }: Chunk): boolean {
    this.written.push(`${bytes}`)
    return !this.slow
  }
  onDrain(fn: () => void): void {
    this.#drain = fn
  }
  drain(): void {
    this.#drain()
  }
  onClose(): void {}
  end(): void {}
  destroy(): void {}
}

type Step =
  | { readonly do: 'publish' }
  | { readonly do: 'turn' }
  | { readonly do: 'join' }
  | { readonly do: 'take'; readonly reader: number; readonly slow: boolean }
  | { readonly do: 'finish'; readonly render: number }
  | { readonly do: 'wait'; readonly ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Step>({ do: 'publish' }, { do: 'turn' }, { do: 'join' }),
  fc.record({ do: fc.constant('take' as const), reader: fc.nat(5), slow: fc.boolean() }),
  fc.record({ do: fc.constant('finish' as const), render: fc.nat(3) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat(200) }),
)

test('after any interleaving of publishes, slow renders and slow readers, every stream ends on the newest state', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat(100), async (steps, throttleMs) => {
      let finishAtOnce = false
      const pending: (() => void)[] = []
      const { view, state, timers, publish } = openView({
        throttleMs,
        async render() {
          const seen = state.value
          if (!finishAtOnce) await new Promise<void>((done) => pending.push(done))
          return `<p id="n">${seen}</p>`
        },
      })
      view.hold()
      const readers: Reader[] = []
      const joins: Promise<void>[] = []
      const join = async () => {
        await view.fresh()
        const reader = new Reader()
        readers.push(reader)
        const stream = new Stream({
          sink: reader,
          encoding: plainText,
          timers: createManualTimers(),
          stallMs: 1000,
        })
        view.follow(stream)
      }
      const act = async (next: Step) => {
        if (next.do === 'join') joins.push(join())
        else if (next.do === 'wait') timers.advance(next.ms)
        else if (next.do === 'turn') await turn()
        else if (next.do === 'finish') pending.splice(next.render, 1)[0]?.()
        else if (next.do === 'publish') {
          state.value++
          publish()
        } else {
          const reader = readers[next.reader % Math.max(readers.length, 1)]
          if (reader) reader.slow = next.slow
          if (reader && !reader.slow) reader.drain()
        }
      }
      joins.push(join())
      for (const next of steps) await act(next)

      finishAtOnce = true
      for (let settled = false; !settled; ) {
        for (const done of pending.splice(0)) done()
        timers.advance(1000)
        settled = await Promise.race([
          Promise.all(joins).then(() => true),
          turn().then(() => false),
        ])
      }
      for (const reader of readers) {
        reader.slow = false
        reader.drain()
      }
      for (let i = 0; i < 4; i++) {
        for (const done of pending.splice(0)) done()
        timers.advance(1000)
        await turn()
      }
      for (const { written } of readers) {
        expect(written.at(-1)).toContain(`<p id="n">${state.value}</p>`)
      }
    }),
    { numRuns: 300 },
  )
})
