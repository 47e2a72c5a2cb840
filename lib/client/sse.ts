// Reads a stream of Datastar events, and of our own: text in, events with their arguments out. A line ends at \n, \r\n
// and a lone \r, as the standard says.

export interface DatastarEvent {
  type: string
  /** The data lines by their first word; the lines of one word are joined. */
  args: Readonly<Record<string, string>>
}

export interface SseListener {
  onEvent(event: DatastarEvent): void
  /** The server asks for another interval between retries. */
  onInterval(intervalMs: number): void
}

/** Creates a function that takes text as it arrives and hands out each event once it is complete. */
export function createSseReader({ onEvent, onInterval }: SseListener): (text: string) => void {
  let pending = ''
  let type = ''
  let args: Record<string, string> = {}

  function onLine(line: string): void {
    const [, field, value = ''] = /^([^:]*):? ?([\s\S]*)$/.exec(line) ?? []
    if (field === 'event') type = value
    if (field === 'data') addArgument(args, value)
    if (field === 'retry' && /^\d+$/.test(value)) onInterval(Number(value))
    if (line) return
    if (/^(datastar|orion)/.test(type)) onEvent({ type, args })
    type = ''
    args = {}
  }

  return function read(text) {
    pending += text
    // A \r at the very end may be half of a \r\n that is cut in two.
    const lines = pending.split(/\r\n|\n|\r(?!$)/)
    pending = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  }
}

function addArgument(args: Record<string, string>, data: string): void {
  const [, name = '', value = ''] = /^(\S*) ?([\s\S]*)$/.exec(data) ?? []
  args[name] = Object.hasOwn(args, name) ? `${args[name]}\n${value}` : value
}
