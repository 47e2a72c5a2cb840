import { createHash } from 'node:crypto'
import { brotliDecompressSync } from 'node:zlib'
import { lastBlock } from '../../lib/wire/blocks.js'
import { DeltaEncoder } from '../../lib/wire/delta-frame.js'
import { encodeKey } from '../../lib/wire/key-frame.js'
import { padded } from '../../lib/wire/padding.js'
import { decoded } from '../support/frames.js'

const reach = 65_000
const encoder = new DeltaEncoder()

test('a padded block is a multiple of 32 bytes and up to 96 more, by chance, and says the same', () => {
  const [before, after] = [Buffer.from('before '.repeat(100)), Buffer.from('after '.repeat(100))]
  const block = encoder.encode(before, after, reach)
  const least = Math.ceil(block.length / 32) * 32
  const lengths = new Set<number>()
  for (let i = 0; i < 200; i++) {
    const longer = padded(block)
    lengths.add(longer.length - least)
    const stream = Buffer.concat([encodeKey(before, 16), longer, lastBlock])
    expect(`${brotliDecompressSync(stream)}`).toBe(`${before}${after}`)
  }
  expect([...lengths].sort((a, b) => a - b)).toEqual([0, 32, 64, 96])
})

// "A guess echoed into a page that holds the secret took 22 bytes when right and 32 when one letter was
// wrong" (facts.md).
describe('somebody who puts guesses into a page and sees lengths', () => {
  const letters = 'abcdefghijklmnopqrstuvwxyz'
  const secretOf = (seed: number) => {
    const digest = createHash('sha256').update(`${seed}`).digest()
    return Array.from({ length: 12 }, (_, i) => letters[(digest[i] ?? 0) % 26]).join('')
  }
  const page = (secret: string, echo: string) =>
    Buffer.from(
      `<main id="m"><p>Your token is token=${secret}</p><p>You searched for ${echo}</p></main>`,
    )

  /** The length of the frame that brings a guess into the page. */
  function lengthOf(secret: string, guess: string, pad: (block: Buffer) => Buffer): number {
    const before = page(secret, '')
    return pad(encoder.encode(before, page(secret, `token=${guess}`), reach)).length
  }

  /** How often, of so many secrets, the shortest of two frames was that of the right guess. */
  function successes(tries: number, pad: (block: Buffer) => Buffer): number {
    let right = 0
    for (let seed = 0; seed < tries; seed++) {
      const secret = secretOf(seed)
      const wrong = secretOf(seed + tries)
      const difference = lengthOf(secret, secret, pad) - lengthOf(secret, wrong, pad)
      right += difference < 0 ? 1 : difference > 0 ? 0 : 0.5
    }
    return right / tries
  }

  test('learns the secret without padding', () => {
    expect(successes(500, (block) => block)).toBeGreaterThan(0.99)
  })

  test('learns no more than by chance over 1,000 guesses with it', () => {
    // Four standard deviations of 500 fair coins are 0.09.
    expect(Math.abs(successes(500, padded) - 0.5)).toBeLessThan(0.09)
  })
})

test('what is padded is still one stream', () => {
  const texts = ['one', 'two', 'three'].map((text) => Buffer.from(`<p>${text}</p>`.repeat(20)))
  const [first = Buffer.alloc(0), ...more] = texts
  const blocks = [padded(encodeKey(first, 16))]
  for (const [index, text] of more.entries()) {
    blocks.push(padded(encoder.encode(texts[index] ?? first, text, reach)))
  }
  expect(decoded(blocks)).toBe(texts.join(''))
})
