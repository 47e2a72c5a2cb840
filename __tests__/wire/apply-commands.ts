// Does what commands say, as a decoder would: what is copied comes out of the text so far.
import type { Commands } from '../../lib/wire/commands.js'

export interface Applied {
  readonly text: Buffer
  /** The distances of all copies. */
  readonly distances: readonly number[]
}

/**
 * Covers a text with commands.
 *
 * @param base what comes before it
 * @param literals the text, of which only what commands insert is read
 */
export function applyCommands(base: Buffer, commands: Commands, literals: Buffer): Applied {
  const bytes = [...base]
  const distances: number[] = []
  for (let index = 0; index < commands.count; index++) {
    const at = bytes.length - base.length
    bytes.push(...literals.subarray(at, at + commands.insertOf(index)))
    if (commands.insertOf(index) < 0) throw new Error('commands overlap')
    const copy = commands.copyOf(index)
    if (copy === 0) continue
    const distance = commands.distanceOf(index)
    if (distance < 1 || distance > bytes.length) throw new Error(`no distance: ${distance}`)
    distances.push(distance)
    for (let more = 0; more < copy; more++) bytes.push(bytes[bytes.length - distance] as number)
  }
  return { text: Buffer.from(bytes.slice(base.length)), distances }
}
