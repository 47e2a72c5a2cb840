// Packs the kit as `npm publish` would, out of the dist/ that `npm test` has just built.
import { join } from 'node:path'
import { run } from './run.js'

/** The checkout. */
export const checkout = join(__dirname, '..', '..')

export interface Packed {
  /** The path of the tarball. */
  readonly tarball: string
  /** The paths of the files in it. */
  readonly files: readonly string[]
}

/** Packs the kit into a folder. */
export async function pack(folder: string): Promise<Packed> {
  const printed = await run('npm', ['pack', checkout, '--ignore-scripts', '--json'], folder)
  const [{ filename, files }] = JSON.parse(printed)
  return {
    tarball: join(folder, filename),
    files: files.map(({ path }: { readonly path: string }) => path),
  }
}
