// Bundles lib/client into one ES module with a source map, and writes both as string modules, so that the
// ESM build, the CommonJS build and the tests all find them without asking where they lie on the disk.
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { minify } from '@swc/core'
import { build } from 'esbuild'

const root = new URL('..', import.meta.url)

const { outputFiles } = await build({
  absWorkingDir: root.pathname,
  entryPoints: ['lib/client/main.ts'],
  outfile: 'client.js',
  sourcemap: 'external',
  bundle: true,
  minifySyntax: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  write: false,
})
const textOf = (ending) => outputFiles.find(({ path }) => path.endsWith(ending)).text

// By esbuild alone, syntax and all, it is a kilobyte larger in brotli.
const { code, map } = await minify(textOf('.js'), {
  module: true,
  // Unsafe where functions are constructed or say `this`: here only classes do.
  compress: { ecma: 2022, passes: 3, unsafe_arrows: true, hoist_funs: true },
  mangle: true,
  format: { ecma: 2022, comments: false },
  sourceMap: { content: textOf('.map') },
})

// Its name changes with its content, so that a map that a browser has kept never belongs to other code.
const mapName = `client.${createHash('sha256').update(map).digest('hex').slice(0, 12)}.js.map`
await writeModule('client-source', { clientSource: `${code}\n//# sourceMappingURL=${mapName}\n` })
await writeModule('client-map', { mapName, clientMap: map })

async function writeModule(name, texts) {
  const folder = new URL('lib/generated/', root)
  await mkdir(folder, { recursive: true })
  const lines = Object.entries(texts).map(
    ([key, text]) => `export const ${key}: string = ${JSON.stringify(text)}`,
  )
  const head = '// Written by scripts/build-client.mjs from lib/client.'
  await writeFile(new URL(`${name}.ts`, folder), `${[head, ...lines].join('\n')}\n`)
}
