import { interleave, median, ratioOf } from '../../bench/measure.js'

test('the median is the middle figure, or the mean of the two in the middle', () => {
  expect(median([3, 1, 200])).toBe(3)
  expect(median([10, 9, 1, 2])).toBe(5.5)
  expect(() => median([])).toThrow('no median of nothing')
})

test('a ratio holds each round against its own, so that a slow minute counts for neither', () => {
  expect(ratioOf([1, 10, 3], [2, 5, 30])).toBe(0.5)
  expect(() => ratioOf([1], [1, 2])).toThrow('as many figures')
})

test('what is compared runs in turns', async () => {
  const ran: string[] = []
  const figures = await interleave(3, {
    a: () => ran.push('a'),
    b: async () => ran.push('b'),
  })
  expect(ran.join('')).toBe('ababab')
  expect(figures).toEqual({ a: [1, 3, 5], b: [2, 4, 6] })
})
