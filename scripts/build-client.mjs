// Bundles lib/client into one ES module and writes it as a string module, so that the ESM build, the
// CommonJS build and the tests all find it without asking where they lie on the disk.
import { mkdir, writeFile } from 'node:fs/promises'
import { minify } from '@swc/core'
import { build } from 'esbuild'

const root = new URL('..', import.meta.url)

const { outputFiles } = await build({
  entryPoints: [new URL('lib/client/main.ts', root).pathname],
  bundle: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  write: false,
})
const [bundle] = outputFiles

// Not by esbuild, whose result is a kilobyte larger in brotli.
const { code } = await minify(bundle.text, {
  module: true,
  compress: { ecma: 2022, passes: 3 },
  mangle: true,
  format: { ecma: 2022, comments: false },
})

await mkdir(new URL('lib/generated/', root), { recursive: true })
await writeFile(
  new URL('lib/generated/client-source.ts', root),
  `// Written by scripts/build-client.mjs from lib/client.\nexport const clientSource = ${JSON.stringify(code)}\n`,
)
