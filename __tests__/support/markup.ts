// Markup as a browser's parser reads it: by parse5, which knows nothing of how the kit writes it.
import { type DefaultTreeAdapterMap, parseFragment } from 'parse5'

type Node = DefaultTreeAdapterMap['node']

export interface ReadElement {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  /** The text in it, that of its children included. */
  readonly text: string
}

/** The elements of some markup, in the order in which they begin. */
export function elementsOf(markup: { toString(): string }): readonly ReadElement[] {
  const elements: ReadElement[] = []
  const walk = (node: Node): void => {
    if ('tagName' in node) {
      const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]))
      elements.push({ tag: node.tagName, attributes, text: textOf(node) })
    }
    for (const child of childrenOf(node)) walk(child)
  }
  walk(parseFragment(markup.toString()))
  return elements
}

/** The first element of some markup. */
export function elementOf(markup: { toString(): string }): ReadElement {
  const [element] = elementsOf(markup)
  if (element === undefined) throw new Error(`there is no element in ${markup}`)
  return element
}

/** What is in the markup besides text: elements, attributes' names, comments, and how they nest. */
export function shapeOf(markup: { toString(): string }): string {
  const shape = (node: Node): string => {
    if (node.nodeName === '#text') return ''
    const names = 'attrs' in node ? node.attrs.map(({ name }) => name).join(' ') : ''
    return `${node.nodeName}[${names}](${childrenOf(node).map(shape).join('')})`
  }
  return shape(parseFragment(markup.toString()))
}

function childrenOf(node: Node): readonly Node[] {
  if ('content' in node) return [node.content]
  return 'childNodes' in node ? node.childNodes : []
}

function textOf(node: Node): string {
  if ('value' in node) return node.value
  return childrenOf(node).map(textOf).join('')
}
