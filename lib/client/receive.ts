// Reads the answer to a request and applies what it says. Only status 200 has a body that counts; 204
// and every other status end the try.
import { withCase } from './attribute-name.js'
import type { Asker } from './patch-elements.js'
import { createSseReader, type DatastarEvent } from './sse.js'
import { type Outcome, replaced, type Trial } from './stream.js'

/** What a whole answer patches, by its type. */
const patched = { elements: 'text/html', signals: 'application/json' }

/** Applies one event, unless it is stale by then; a view transition makes it a promise. */
export type ApplyEvent = (
  event: DatastarEvent,
  isStale: () => boolean,
  asker?: Asker,
) => void | Promise<void>

/** Reads a response to its end. Throws when the connection breaks. */
export async function receive(
  response: Response,
  applyEvent: ApplyEvent,
  trial: Trial,
): Promise<Outcome> {
  if (response.status !== 200) return response.status
  const isStale = () => trial.signal.reason === replaced
  const apply = (event: DatastarEvent) => applyEvent(event, isStale)
  const type = response.headers.get('Content-Type') ?? ''
  if (type.includes('text/event-stream')) return readStream(response, apply, trial)
  const event = await wholeEvent(type, response)
  if (event) await apply(event)
  else if (type) throw new UnknownAnswer(`An answer of type ${type} can't be applied`)
  return 'done'
}

/** An answer that no retry would make better. */
export class UnknownAnswer extends TypeError {}

async function readStream(
  response: Response,
  apply: (event: DatastarEvent) => void | Promise<void>,
  trial: Trial,
): Promise<Outcome> {
  const isRepeated = createIsRepeated()
  const events: DatastarEvent[] = []
  const feed = createSseReader({
    onEvent: (event) => events.push(event),
    onInterval: (ms) => {
      trial.intervalMs = ms
    },
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const chunk = await reader?.read()
    if (!chunk || chunk.done) return 'ended'
    trial.heard()
    feed(chunk.value)
    if (events.length) trial.retries = 0
    // What arrived together is applied to its end, even when its first event took the asker away.
    for (const event of events.splice(0)) {
      // A newer stream of this tab has taken this one's place.
      if (event.type === 'orion-stop') return 'done'
      if (!trial.isLive || !isRepeated(event)) await apply(event)
    }
    // Where frames come faster than they are shown, there is always one more to read.
    if (trial.isLive) await turn()
  }
}

/** Lets the page take its turn; timers are slowed down in tabs that are hidden, messages are not. */
function turn(): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}

/** Tells a frame that is equal to the one before, of a route without a render too: a sign of life, no more. */
function createIsRepeated(): (event: DatastarEvent) => boolean {
  let last: string | undefined
  return ({ args }) => {
    const previous = last
    const { elements, mode = '' } = args
    const isFrame =
      elements && (/^(outer|inner)?$/.test(mode) || /^<div id="orion-page-/.test(elements))
    last = isFrame ? JSON.stringify(args) : undefined
    return last !== undefined && last === previous
  }
}

async function wholeEvent(type: string, response: Response): Promise<DatastarEvent | undefined> {
  const [name] = Object.entries(patched).find(([, known]) => type.includes(known)) ?? []
  if (!name) return undefined
  const args: Record<string, string> = { [name]: await response.text() }
  for (const [header, value] of response.headers) {
    const option = /^datastar-(.+)/.exec(header)?.[1]
    if (option) args[withCase(option, new Map(), 'camel')] = value
  }
  return { type: `datastar-patch-${name}`, args }
}
