// Server-sent events as each peer writes them: an event in, the page in it out.

/** Whose events they are. */
export type Dialect = 'datastar' | 'better-sse' | 'bare'

const pageOf: Readonly<Record<Dialect, (event: string) => string | undefined>> = {
  datastar(event) {
    if (!event.startsWith('event: datastar-patch-elements\n')) return undefined
    const prefix = 'data: elements '
    const lines = event.split('\n').filter((line) => line.startsWith(prefix))
    return lines.map((line) => line.slice(prefix.length)).join('\n')
  },
  'better-sse'(event) {
    const json = /^data:(.*)$/m.exec(event)?.[1]
    return json === undefined ? undefined : String(JSON.parse(json))
  },
  bare: (event) => /^data: (.*)$/m.exec(event)?.[1],
}

/** What a bare stream says, which has no page. */
export const bareText = 'here'

export class Events {
  /** The page of the last event that had one. */
  page: string | undefined
  #dialect: Dialect
  #rest = ''

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  /** Takes more of the stream's text. */
  take(text: string): void {
    const all = this.#rest + text
    const end = all.lastIndexOf('\n\n')
    this.#rest = end < 0 ? all : all.slice(end + 2)
    if (end < 0) return
    for (const event of all.slice(0, end).split('\n\n').reverse()) {
      const page = pageOf[this.#dialect](event.trimStart())
      if (page === undefined) continue
      this.page = page
      return
    }
  }
}
