// Parses HTML of the server into nodes that stand outside of the page, with scripts that never run.
// Under Trusted Types the parser wants a TrustedHTML, so there is one policy, named `orion`.

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
  const outside = document.implementation.createHTMLDocument()

  function parseFragment(html: string): DocumentFragment {
    const template = outside.createElement('template')
    template.innerHTML = trust(html)
    return template.content
  }

  function parsePage(html: string, parts: Part[]): DocumentFragment {
    const page = new DOMParser().parseFromString(trust(html), 'text/html')
    const fragment = fragmentOf(parts.map((part) => page[part]))
    // Unlike those of a fragment, the scripts of a page would run once they are put into another.
    for (const script of fragment.querySelectorAll('script')) {
      script.replaceWith(parseFragment(script.outerHTML))
    }
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

/** The parts of a page that the text has, if any. What an SVG says of a head does not count. */
function partsOf(html: string): Part[] {
  const text = html.replace(/<svg[\s>][\s\S]*?<\/svg>/gi, '')
  if (/<\/html>/i.test(text)) return ['documentElement']
  return (['head', 'body'] as const).filter((name) => text.includes(`</${name}>`))
}

function fragmentOf(nodes: Node[]): DocumentFragment {
  const fragment = document.createDocumentFragment()
  fragment.append(...nodes)
  return fragment
}
