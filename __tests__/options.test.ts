import * as v from 'valibot'
import { checkOptions, functionOf, milliseconds } from '../lib/options.js'

const schema = v.strictObject({
  waitMs: v.optional(milliseconds(10)),
  onError: v.optional(functionOf()),
  deep: v.optional(v.object({ list: v.array(v.string('expected a text')) })),
})

test.each([
  [{}],
  [{ waitMs: 10 }],
  [{ waitMs: 2_147_483_647, onError: () => 1 }],
  [{ waitMs: undefined, deep: { list: [] } }],
])('%j fits', (options) => {
  expect(() => checkOptions('live', schema, options)).not.toThrow()
})

const range = 'expected whole milliseconds, from 10 to 2147483647'

test.each([
  [{ waitMs: 9 }, `live got waitMs = 9: ${range}`],
  [{ waitMs: 2_147_483_648 }, `live got waitMs = 2147483648: ${range}`],
  [{ waitMs: 10.5 }, `live got waitMs = 10.5: ${range}`],
  [{ waitMs: '10' }, `live got waitMs = '10': ${range}`],
  [{ waitMs: Number.NaN }, `live got waitMs = NaN: ${range}`],
  [{ waitMs: Number.POSITIVE_INFINITY }, `live got waitMs = Infinity: ${range}`],
  [{ waitMs: null }, `live got waitMs = null: ${range}`],
  [{ onError: 'log' }, "live got onError = 'log': expected a function"],
  [{ deep: { list: ['a', 1] } }, 'live got deep.list.1 = 1: expected a text'],
  [{ waitMS: 10 }, 'live got waitMS = 10: there is only waitMs, onError, deep'],
])('%j is refused by name and value', (options, message) => {
  expect(() => checkOptions('live', schema, options)).toThrow(
    expect.objectContaining({
      code: 'ORION_OPTION',
      message: expect.stringContaining(`orion: ${message}`),
    }),
  )
})

test('what are no options at all is shown', () => {
  expect(() => checkOptions('live', schema, 7)).toThrow(/^orion: live got 7: /)
})
