// The shape of lib/: one pipeline, one direction. See docs/architecture.md.
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import ts from 'typescript'
import * as surface from '../lib/index.js'
import * as testing from '../lib/testing.js'

const lib = join(__dirname, '../lib')

// A file imports what stands to its right, that is further down, and nothing else; so there are no cycles.
const order = [
  // What a user imports
  ...['index', 'testing', 'open-live', 'manual-timers'],
  ...['create-orion', 'orion', 'orion-options'],
  ...['live', 'open-stream', 'command', 'publishes', 'template', 'client-asset'],
  // A request comes in, and is answered
  ...['answer', 'respond', 'visitor', 'refetch', 'route', 'viewer', 'request', 'input', 'caller'],
  ...['same-origin', 'accept-encoding'],
  // It is written, and published
  ...['writer', 'store', 'sqlite-writer', 'sqlite-connection', 'group-commit', 'load-sqlite'],
  // Views make frames, streams carry them to sockets
  ...[
    'parts',
    'views',
    'view',
    'dependencies',
    'fresh',
    'renders',
    'hints',
    'topic-names',
    'top-level',
    'bus',
  ],
  ...['streams', 'stream', 'audience', 'response', 'encodings', 'frame', 'chunk'],
  // Markup and events
  ...[
    'events',
    'toasts',
    'expression',
    'untrusted',
    'connect',
    'field',
    'form',
    'form-names',
    'html',
    'holes',
    'html-scan',
    'attributes',
    'entities',
  ],
  ...['expression-scan', 'escape', 'url'],
  // Texts into frames of bytes
  ...wire([
    'delta-frame',
    'key-frame',
    'padding',
    'window',
    'matcher',
    'search',
    'commands',
    'texts',
  ]),
  ...wire(['prefix-code', 'code-description', 'code-lengths', 'distances', 'insert-copy']),
  ...wire(['blocks', 'bit-writer']),
  // Leaves, which anyone may use
  ...[
    'given',
    'handler',
    'schema',
    'topics',
    'options',
    'diagnostics',
    'timers',
    'plain-object',
    'generated/client-source',
    'generated/client-map',
    'errors',
  ],
]

function wire(names: readonly string[]): string[] {
  return names.map((name) => `wire/${name}`)
}

interface Import {
  readonly from: string
  readonly typesOnly: boolean
}

interface SourceFile {
  readonly name: string
  readonly text: string
  readonly tree: ts.SourceFile
  readonly imports: readonly Import[]
}

const inFolder = (folder: string) =>
  readdirSync(join(lib, folder)).map((file) => join(folder, file))

const files: readonly SourceFile[] = [...readdirSync(lib), ...inFolder('wire')]
  .filter((file) => /\.c?ts$/.test(file))
  .map((file) => {
    const text = readFileSync(join(lib, file), 'utf8')
    const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
    return { name: file.replace(/\.c?ts$/, ''), text, tree, imports: importsOf(tree) }
  })

/** What a file imports or re-exports, by whatever syntax. */
function importsOf(tree: ts.SourceFile): readonly Import[] {
  const imports: Import[] = []
  const add = (node: ts.Node | undefined, typesOnly: boolean) => {
    if (node && ts.isStringLiteral(node)) imports.push({ from: node.text, typesOnly })
  }
  visit(tree, (node) => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
    } else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (
      ts.isImportEqualsDeclaration(node) &&
      ts.isExternalModuleReference(node.moduleReference)
    ) {
      add(node.moduleReference.expression, node.isTypeOnly)
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true)
    } else if (
      ts.isCallExpression(node) &&
      /^(?:import|require)$/.test(node.expression.getText())
    ) {
      add(node.arguments[0], false)
    }
  })
  return imports
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  ts.forEachChild(node, (child) => visit(child, see))
}

const ownImports = ({ name, imports }: SourceFile) =>
  imports
    .filter(({ from }) => from.startsWith('.'))
    .map(({ from }) => posix.join(posix.dirname(name), from).replace(/\.c?js$/, ''))

/** Which files import a package, in which way. */
const importersOf = (name: string, { typesToo }: { typesToo: boolean }) =>
  files
    .filter(({ imports }) => {
      return imports.some(({ from, typesOnly }) => {
        return (from === name || from.startsWith(`${name}/`)) && (typesToo || !typesOnly)
      })
    })
    .map((file) => file.name)

test('every file of lib/ has its place in the order', () => {
  const isGenerated = (name: string) => name.startsWith('generated/')
  expect(order.filter(isGenerated)).toEqual(['generated/client-source', 'generated/client-map'])
  expect(files.map(({ name }) => name).sort()).toEqual(
    order.filter((name) => !isGenerated(name)).sort(),
  )
})

test.each(files)('$name imports only what stands to its right', (file) => {
  const right = order.slice(order.indexOf(file.name) + 1)
  expect(right).toEqual(expect.arrayContaining(ownImports(file)))
})

test('nothing imports index or testing, and the imports that are counted are all there', () => {
  const imported = new Set(files.flatMap(ownImports))
  const roots = order.filter((name) => !imported.has(name))
  expect(roots).toEqual(['index', 'testing'])
})

test('the wire knows bytes alone: nothing else of lib/, no package, and of Node only brotli and chance', () => {
  const foreign = files
    .filter(({ name }) => name.startsWith('wire/'))
    .flatMap((file) => [
      ...ownImports(file).filter((from) => !from.startsWith('wire/')),
      ...file.imports.map(({ from }) => from).filter((from) => !from.startsWith('.')),
    ])
  expect(new Set(foreign)).toEqual(new Set(['node:zlib', 'node:crypto']))
})

test('only response.ts writes to a response; others ask whether it was sent', () => {
  const uses = files
    .filter(({ name }) => name !== 'response')
    .flatMap(({ name, tree }) => {
      const found: string[] = []
      visit(tree, (node) => {
        if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return
        const of = node.expression.getText().split('.').at(-1)
        if (of === 'res') found.push(`${name}: ${node.getText()}`)
      })
      return found
    })
  expect(new Set(uses)).toEqual(
    new Set([
      'command: res.headersSent',
      'command: res.statusCode',
      'open-stream: res.destroyed',
      'live: res.vary',
    ]),
  )
})

test('only store.ts opens a database', () => {
  expect(importersOf('better-sqlite3', { typesToo: true })).toEqual(['load-sqlite', 'store'])
  expect(importersOf('kysely', { typesToo: false })).toEqual(['sqlite-writer', 'store'])
  const loaders = files.filter((file) => ownImports(file).includes('load-sqlite'))
  expect(loaders.map(({ name }) => name)).toEqual(['store'])
})

test('no file of lib/ knows the SDK, nor loads Express but for its body parser', () => {
  expect(importersOf('@starfederation/datastar-sdk', { typesToo: true })).toEqual([])
  expect(importersOf('express', { typesToo: false })).toEqual(['input'])
})

test('lib/ says nothing on the console', () => {
  expect(files.filter(({ text }) => /\bconsole\s*\./.test(text)).map(({ name }) => name)).toEqual(
    [],
  )
})

test('the public surface is what is named here', () => {
  expect(Object.keys(surface).sort()).toEqual([
    'InvalidInputError',
    'OrionError',
    'action',
    'connect',
    'createOrion',
    'field',
    'form',
    'formErrors',
    'html',
    'invalid',
    'js',
    'raw',
    'template',
    'untrusted',
  ])
  expect(Object.keys(testing).sort()).toEqual(['createManualTimers', 'openLive'])
})

test.each(files)('$name is ASCII and has at most 250 lines', ({ text }) => {
  expect(text).toMatch(/^[\n -~]*$/)
  expect(text.split('\n').length - 1).toBeLessThanOrEqual(250)
})

test.each(files.filter(({ name }) => name !== 'index'))(
  '$name begins with what it is',
  ({ text }) => {
    expect(text).toMatch(/^\/\/ [A-Z`a-z]/)
  },
)
