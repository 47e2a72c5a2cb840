import fc from 'fast-check'
import { BitWriter } from '../../lib/wire/bit-writer.js'
import { BitReader } from './bit-reader.js'

const value = (longest: number) =>
  fc
    .tuple(fc.nat(longest), fc.nat(2 ** 32 - 1))
    .map(([count, number]) => ({ count, value: number % 2 ** count }))

test('what is written is read back bit by bit, the least significant first', () => {
  fc.assert(
    fc.property(fc.array(value(16), { maxLength: 300 }), (values) => {
      const bits = new BitWriter()
      bits.reset(1024)
      for (const { count, value } of values) bits.write(count, value)
      bits.align()
      const reader = new BitReader(bits.toBuffer())
      for (const { count, value } of values) expect(reader.read(count)).toBe(value)
    }),
  )
})

test('a long value has up to 32 bits', () => {
  fc.assert(
    fc.property(fc.array(value(32), { maxLength: 100 }), (values) => {
      const bits = new BitWriter()
      bits.reset(1024)
      for (const { count, value } of values) bits.writeLong(count, value)
      bits.align()
      const reader = new BitReader(bits.toBuffer())
      for (const { count, value } of values) expect(reader.read(count)).toBe(value)
    }),
  )
})

test('the last byte is filled up with zeros, and no byte is added where none is begun', () => {
  for (let count = 0; count <= 40; count++) {
    const bits = new BitWriter()
    bits.reset(64)
    for (let bit = 0; bit < count; bit++) bits.write(1, 1)
    bits.align()
    bits.align()
    expect(bits.length).toBe(Math.ceil(count / 8))
    const ones = [...bits.toBuffer()].map((byte) => byte.toString(2).replaceAll('0', '').length)
    expect(ones.reduce((sum, more) => sum + more, 0)).toBe(count)
    const last = bits.toBuffer().at(-1) ?? 0
    expect(last).toBe(count === 0 ? 0 : 2 ** (((count - 1) % 8) + 1) - 1)
  }
})

test('whole bytes stand behind those that were written in bits, and bits behind them', () => {
  const bits = new BitWriter()
  bits.reset(64)
  bits.write(3, 0b101)
  bits.align()
  bits.writeBytes(Buffer.from('text'))
  bits.write(9, 0b100000001)
  bits.align()
  expect(bits.toBuffer()).toEqual(Buffer.from([0b101, ...Buffer.from('text'), 1, 1]))
})

test('a reset forgets all, bits that fill no byte too, and makes room for as much as is asked', () => {
  const bits = new BitWriter()
  bits.reset(16)
  bits.write(16, 0xffff)
  bits.write(5, 0b11111)
  bits.reset(100_000)
  bits.write(8, 0)
  bits.align()
  const text = Buffer.alloc(99_999, 'x')
  bits.writeBytes(text)
  expect(bits.toBuffer()).toEqual(Buffer.concat([Buffer.of(0), text]))
})

test('what was handed out stays as it is when more is written', () => {
  const bits = new BitWriter()
  bits.reset(16)
  bits.write(16, 0x1234)
  const before = bits.toBuffer()
  bits.reset(16)
  bits.write(16, 0xffff)
  expect(before).toEqual(Buffer.from([0x34, 0x12]))
})
