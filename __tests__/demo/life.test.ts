// The Game of Life: the one world that all viewers share, its clock, and both over HTTP.
import { join } from 'node:path'
import fc from 'fast-check'
import request from 'supertest'
import { createApp } from '../../demo/app.js'
import { openDatabase } from '../../demo/database.js'
import { createClock } from '../../demo/life/clock.js'
import { type Cells, type Colour, colours, indexOf, size, step } from '../../demo/life/rules.js'
import { createWorld } from '../../demo/life/world.js'
import { openLive } from '../../lib/testing.js'
import { eventually } from '../support/app.js'
import { elementsOf } from '../support/markup.js'

const scene = '/scenes/life'
const last = size - 1
const anyColour = fc.constantFrom(...colours)
const anyAt = fc.integer({ min: 0, max: last })

/** What a click plants, around where it was. */
const plus = [
  [0, 0],
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const

describe('the world', () => {
  test('shows what was planted at once, and for one frame before it moves', () => {
    const world = createWorld()
    const planted = plus.map(([down, right]) => indexOf(down, right))
    const coloursThere = () => planted.map((at) => world.cells()[at])
    world.plant(0, 0, 'pink')
    expect(coloursThere()).toEqual(planted.map(() => 'pink'))
    world.tick()
    expect(coloursThere()).toEqual(planted.map(() => 'pink'))
    const before = world.cells()
    world.tick()
    expect(world.cells()).toEqual(step(before))
    expect(world.generation).toBe(2)
  })

  test('loses none of the clicks within a tick, whatever they are', () => {
    const anyClick = fc.tuple(anyAt, anyAt, anyColour)
    fc.assert(
      fc.property(fc.array(anyClick, { minLength: 1, maxLength: 40 }), (clicks) => {
        const [world, quiet] = [createWorld(), createWorld()]
        for (const [row, column, colour] of clicks) world.plant(row, column, colour)
        for (const each of [world, quiet]) each.tick()
        // The last one that touched a cell coloured it; all others are as if nobody had clicked.
        const expected = [...quiet.cells()]
        for (const [row, column, colour] of clicks) {
          for (const [down, right] of plus) {
            expected[indexOf(row + down, column + right)] = colour
          }
        }
        expect(world.cells()).toEqual(expected)
      }),
      { numRuns: 30 },
    )
  })

  test('goes on for 3,000 generations without a click, and never comes back to where it was', () => {
    const world = createWorld()
    const seen = new Set<string>()
    while (world.generation < 3000) {
      world.tick()
      seen.add(world.cells().join())
    }
    expect(seen.size).toBe(3000)
  })
})

/** Waits for some ticks of a clock of the same pace as the game's, and stops it. */
async function someTicks(everyMs: number): Promise<void> {
  let ticks = 0
  const leave = createClock(everyMs, () => ticks++).watch()
  await eventually(() => ticks > 3, 'it ticked')
  leave()
}

test('a clock ticks from the first who watches until the last has left', async () => {
  let ticks = 0
  const clock = createClock(1, () => ticks++)
  const [leave, leaveToo] = [clock.watch(), clock.watch()]
  leave()
  expect(clock.watching).toBe(1)
  await eventually(() => ticks > 2, 'it ticked')
  leaveToo()
  const stoppedAt = ticks
  await someTicks(1)
  expect(ticks).toBe(stoppedAt)
  const leaveAgain = clock.watch()
  await eventually(() => ticks > stoppedAt, 'it ticked again')
  leaveAgain()
})

async function openScene() {
  const orion = await openDatabase(':memory:')
  const app = createApp(orion, join(__dirname, '../../demo/public'))
  return {
    orion,
    app,
    open: () => openLive(app, scene),
    page: async (headers = {}) => (await request(app).get(scene).set(headers).expect(200)).text,
    click: (place: object, headers = {}) =>
      request(app)
        .post(scene)
        .set({ 'Datastar-Request': 'true', ...headers })
        .send(place),
  }
}

/** The cells that a frame or a page shows. */
function cellsOf(html: string): readonly string[] {
  const cells = elementsOf(html).filter(({ tag }) => tag === 'i')
  return cells.map(({ attributes }) => attributes.class ?? '')
}

/** Whether what a click plants there is shown, as it was planted or a few generations later. */
function hasGrown(shown: readonly string[], row: number, column: number, colour: Colour): boolean {
  const planted = plus.map(([down, right]) => indexOf(row + down, column + right))
  let cells: Cells = shown.map((_, at) => (planted.includes(at) ? colour : null))
  for (let generation = 0; generation < 20; generation++) {
    if (cells.every((cell, at) => cell === null || shown[at] === cell)) return true
    cells = step(cells)
  }
  return false
}

function generationOf(html: string): number {
  return Number(/Generation ([\d,]+)/.exec(html)?.[1]?.replaceAll(',', ''))
}

describe('the scene', () => {
  test('a frame has 2,500 cells, a generation each, and fits into 25 KB', async () => {
    const { orion, open } = await openScene()
    const stream = await open()
    for (let nth = 0; nth < 5; nth++) {
      const before = generationOf(stream.frame)
      expect(cellsOf(stream.frame)).toHaveLength(size * size)
      expect(stream.frame.length).toBeLessThan(25_000)
      expect(generationOf(await stream.next())).toBeGreaterThan(before)
    }
    await stream.close()
    await orion.close()
  })

  test('a click shows in the next frame of everybody else', async () => {
    const { orion, open, page, click } = await openScene()
    const [ada, bob] = [await open(), await open()]
    await click({ row: 46, column: 46 }, { Cookie: 'life=cyan' }).expect(200)
    const clickedAt = generationOf(await page())
    for (const stream of [ada, bob]) {
      const frame = await stream.until((html) => generationOf(html) > clickedAt)
      expect(hasGrown(cellsOf(frame), 45, 45, 'cyan')).toBe(true)
    }
    await ada.close()
    await bob.close()
    await orion.close()
  })

  test('who watches is counted, and who has left is not', async () => {
    const { orion, open } = await openScene()
    const [stays, goes] = [await open(), await open()]
    await stays.until('2 pages open')
    await goes.close()
    await stays.until('1 page open')
    await stays.close()
    await orion.close()
  })

  test('the world stands still while nobody watches, and goes on for the next who does', async () => {
    const { orion, open, page } = await openScene()
    expect(generationOf(await page())).toBe(0)
    const stream = await open()
    await stream.until((html) => generationOf(html) > 2)
    await stream.close()
    await eventually(() => orion.stats().streams === 0, 'nobody watches')
    const stoppedAt = generationOf(await page())
    await someTicks(100)
    expect(generationOf(await page())).toBe(stoppedAt)
    const next = await open()
    await next.until((html) => generationOf(html) > stoppedAt)
    // The environment of the tests fails on a timer that this leaves.
    await orion.close()
    await next.close()
  })

  test('without script it is a form, and shows what was planted though nobody watches', async () => {
    const { orion, app, page } = await openScene()
    const { headers } = await request(app)
      .post(scene)
      .type('form')
      .set('Cookie', 'other=1; life=pink')
      .send({ row: '50', column: '50' })
      .expect(303)
    expect(headers.location).toBe(scene)
    expect(cellsOf(await page())[indexOf(last, last)]).toBe('pink')
    await orion.close()
  })

  test('each visitor has a colour, and keeps it', async () => {
    const { orion, app } = await openScene()
    const visit = async (cookie = '') => {
      const { headers, text } = await request(app).get(scene).set('Cookie', cookie)
      const [, colour] = /you plant in <span class="dot (\w+)">/.exec(text) ?? []
      return { colour, given: String(headers['set-cookie'] ?? '').split(';')[0] }
    }
    const [ada, bob] = [await visit(), await visit()]
    expect(ada.given).toBe(`life=${ada.colour}`)
    expect(bob.colour).not.toBe(ada.colour)
    expect(await visit(bob.given)).toEqual({ colour: bob.colour, given: '' })
    const { colour, given } = await visit('life=<script>')
    expect(colours).toContain(colour)
    expect(given).toBe(`life=${colour}`)
    await orion.close()
  })

  test.each([
    { row: 0, column: 1 },
    { row: 1, column: 51 },
    { row: 1.5, column: 1 },
    { row: 'x', column: 1 },
    { row: '', column: 1 },
    { row: null, column: 1 },
    { row: [1], column: 1 },
    { column: 1 },
  ])('what is no place is refused, and plants nothing: %j', async (place) => {
    const { orion, app, click, page } = await openScene()
    const before = cellsOf(await page())
    await request(app).post(scene).send(place).expect(422)
    const { text } = await click(place).expect(200)
    expect(text).toMatch(/"_errors":\{"place":\{"(row|column)":"/)
    expect(cellsOf(await page())).toEqual(before)
    await orion.close()
  })
})
