// What html`...`, action and js write, as the client's own parser reads it: any text stays text, and no
// statement comes from it.
import fc from 'fast-check'
import { evaluate } from '../../lib/client/nodes.js'
import { parse } from '../../lib/client/parse.js'
import { action, type Html, html, js } from '../../lib/index.js'
import { hostileText } from '../support/hostile.js'
import { elementOf } from '../support/markup.js'

/** Runs an expression; tells its value, the actions that it called, and what it read and wrote. */
function run(expression: string) {
  const calls: unknown[][] = []
  const touched = new Set<string>()
  const value = evaluate(parse(expression), {
    read(path) {
      touched.add(path.join('.'))
      return 'nobody'
    },
    peek: () => undefined,
    write: (path) => void touched.add(path.join('.')),
    act: (...call) => void calls.push(call),
  })
  return { value, calls, touched: [...touched] }
}

type Template = (text: string) => Html
type Ran = (text: string) => Partial<ReturnType<typeof run>>

const templates: readonly [Template, Ran][] = [
  [(text) => html`<p data-x="'${text}'" data-text="'${text}'"></p>`, (value) => ({ value })],
  [(text) => html`<p data-text='"${text}"'></p>`, (value) => ({ value })],
  [(text) => html`<p data-text="\`${text}\`"></p>`, (value) => ({ value })],
  [(text) => html`<p data-text="${text}"></p>`, (value) => ({ value })],
  [(text) => html`<p data-text="&#39;${text}&#x27;"></p>`, (value) => ({ value })],
  [(text) => html`<p data-text=" ( ${text} ) "></p>`, (value) => ({ value })],
  [
    (text) => html`<p data-text="'a' + '${text}' + ${text}"></p>`,
    (text) => ({ value: `a${text}${text}` }),
  ],
  [
    (text) => html`<p data-text="\`a\${'${text}'}{\${\`${text}\`}}\`"></p>`,
    (text) => ({ value: `a${text}{${text}}` }),
  ],
  [
    (text) => html`<p data-text="$name + '${text}'"></p>`,
    (text) => ({ value: `nobody${text}`, touched: ['name'] }),
  ],
  [
    (text) =>
      html`<p data-text="({a: '${text}', b: {'c': [${text}]}, d: ${[text, { e: text }]}})"></p>`,
    (text) => ({ value: { a: text, b: { c: [text] }, d: [text, { e: text }] } }),
  ],
  [
    (text) => html`<p data-text="@post('/x/${text}', {headers: {'a': ${text}}})"></p>`,
    (text) => ({ calls: [['post', [`/x/${text}`, { headers: { a: text } }]]] }),
  ],
  [
    (text) => html`<p data-text="$name = '${text}'; @get('/x')"></p>`,
    () => ({ calls: [['get', ['/x']]], touched: ['name'] }),
  ],
]

test('any text in any hole of an expression is that text, and nothing else runs', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      for (const [make, ran] of templates) {
        const source = elementOf(make(text)).attributes['data-text'] ?? ''
        const wanted = { value: undefined, calls: [], touched: [], ...ran(text) }
        expect({ source, ...run(source) }).toEqual({ source, ...wanted })
      }
    }),
  )
})

test('what action and js write for other engines is read the same', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(run(js(text))).toEqual({ value: text, calls: [], touched: [] })
      expect(run(action('post', `/x${text}`)).calls).toEqual([['post', [`/x${text}`]]])
    }),
  )
})
