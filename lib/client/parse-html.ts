// Parses HTML of the server into nodes that stand outside of the page, with scripts that never run.
// Under Trusted Types the parser wants a TrustedHTML, so there is one policy, named `orion`.
import { page } from './page.js'
import { unclobbered } from './unclobbered.js'

export type ParseHtml = (html: string, namespace?: string) => DocumentFragment

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createHTML(html: string): string },
  ): { createHTML(html: string): string }
}

const wrappers: Readonly<Record<string, string>> = { svg: 'svg', mathml: 'math' }

/** Creates the parser, and with it the policy. */
export function createParseHtml(): ParseHtml {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  let policy: ReturnType<TrustedTypes['createPolicy']> | undefined
  // Made when first needed: a host whose CSP forbids it still has its attributes and actions.
  const trust = (html: string) => {
    policy ??= trustedTypes?.createPolicy('orion', { createHTML: (text) => text })
    return policy?.createHTML(html) ?? html
  }
  const outside = page.implementation.createHTMLDocument()

  function parseFragment(html: string): DocumentFragment {
    const template = outside.createElement('template')
    template.innerHTML = trust(html)
    return template.content
  }

  function parsePage(html: string, parts: Part[]): DocumentFragment {
    const parsed = unclobbered(new DOMParser().parseFromString(trust(html), 'text/html'))
    const fragment = fragmentOf(parts.map((part) => parsed[part]))
    // Unlike those of a fragment, the scripts of a page would run once they are put into another.
    for (const script of fragment.querySelectorAll('script')) {
      script.replaceWith(parseFragment(script.outerHTML))
    }
    return fragment
  }

  // Of the document outside: in one of the page pictures would load, and tell of it by the code that they bring.
  function fragmentOf(nodes: Node[]): DocumentFragment {
    const fragment = outside.createDocumentFragment()
    fragment.append(...nodes)
    return fragment
  }

  function parse(html: string, namespace: string): DocumentFragment {
    const parts = partsOf(html)
    if (parts.length) return parsePage(html, parts)
    const wrapper = wrappers[namespace]
    if (!wrapper) return parseFragment(html)
    const wrapped = parseFragment(`<${wrapper}>${html}</${wrapper}>`)
    return fragmentOf([...(wrapped.firstElementChild?.childNodes ?? [])])
  }

  return function parseHtml(html, namespace = 'html') {
    const content = parse(html, namespace)
    // Outside of the page nothing is scripted, so what is meant for pages without it came in as elements.
    for (const el of content.querySelectorAll('noscript')) el.textContent = el.innerHTML
    return content
  }
}

type Part = 'documentElement' | 'head' | 'body'

/** The parts of a page that the text begins with, if any; their end tags may be left out, as HTML allows. */
function partsOf(html: string): Part[] {
  const begin = /^(?:\s|<!--[\s\S]*?-->)*<(!doctype|html|head|body)(?=[\s>])/i
  const [, first] = begin.exec(html) ?? []
  switch (first?.toLowerCase()) {
    case undefined:
      return []
    case 'head':
      return /<body[\s>]/i.test(html) ? ['head', 'body'] : ['head']
    case 'body':
      return ['body']
    default:
      return ['documentElement']
  }
}
