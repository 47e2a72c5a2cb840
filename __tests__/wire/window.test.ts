import fc from 'fast-check'
import { reachOf, windowBitsFor } from '../../lib/wire/window.js'

test('a window is the smallest that holds two texts, each half as large again', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 24), (length) => {
      const bits = windowBitsFor(length)
      expect(bits).toBeGreaterThanOrEqual(16)
      expect(bits).toBeLessThanOrEqual(24)
      if (bits < 24) expect(reachOf(bits)).toBeGreaterThanOrEqual(2 * 1.5 * length)
      if (bits > 16) expect(reachOf(bits - 1)).toBeLessThan(2 * 1.5 * length)
    }),
  )
})

test.each([
  [0, 16],
  [(2 ** 16 - 16) / 3, 16],
  [(2 ** 16 - 16) / 3 + 1, 17],
  [40_000, 17],
  [200_000, 20],
  [5_000_000, 24],
  [2 ** 24, 24],
])('a text of %d bytes has a window of 2^%d', (length, bits) => {
  expect(windowBitsFor(Math.floor(length))).toBe(bits)
})

test('copies reach sixteen bytes less than the window', () => {
  expect([16, 18, 22, 24].map(reachOf)).toEqual([65_520, 262_128, 4_194_288, 16_777_200])
})
