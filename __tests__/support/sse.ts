// Server-sent events as an EventSource reads them: by eventsource-parser, which knows nothing of how the
// kit writes them.
import { createParser, type EventSourceMessage } from 'eventsource-parser'

/** The events in a complete text. */
export function eventsOf(text: string): readonly EventSourceMessage[] {
  const events: EventSourceMessage[] = []
  const parser = createParser({
    onEvent: (event) => void events.push(event),
    onError(error) {
      throw error
    },
  })
  parser.feed(text)
  return events
}

/** The lines of a Datastar event by their names, joined by newlines: `elements`, `selector`, `signals`. */
export function linesOf(event: EventSourceMessage | undefined): Readonly<Record<string, string>> {
  const lines = new Map<string, string>()
  for (const line of event?.data.split('\n') ?? []) {
    const space = line.indexOf(' ')
    const name = line.slice(0, space)
    const before = lines.get(name)
    const text = line.slice(space + 1)
    lines.set(name, before === undefined ? text : `${before}\n${text}`)
  }
  return Object.fromEntries(lines)
}
