// A stream without HTTP.
import type { Chunk } from '../../lib/chunk.js'
import { type Encoding, plainText } from '../../lib/encodings.js'
import type { EventSink } from '../../lib/response.js'
import { Stream } from '../../lib/stream.js'
import { createManualTimers } from '../../lib/testing.js'

/** How long a reader may take, in milliseconds. */
export const stallMs = 1000

/**
 * Opens a stream to a sink that keeps what was written, and is ready or not as the test says; `pressed` counts what
 * was written all the same before it drained.
 */
export function openStream(encoding: Encoding = plainText) {
  const chunks: Buffer[] = []
  const timers = createManualTimers()
  const state = {
    ready: true,
    drain: () => {},
    close: () => {},
    ended: 0,
    destroyed: 0,
    pressed: 0,
  }
  let waits = false
  const write = ({ bytes }: Chunk) => {
    chunks.push(bytes)
    if (waits) state.pressed++
    waits = !state.ready
    return state.ready
  }
  const sink: EventSink = {
    write,
    onDrain(fn) {
      state.drain = () => {
        waits = false
        fn()
      }
    },
    onClose(fn) {
      state.close = fn
    },
    end(last) {
      if (last) chunks.push(last.bytes)
      state.ended++
      state.close()
    },
    destroy() {
      state.destroyed++
      state.close()
    },
  }
  const stream = new Stream({ sink, encoding, timers, stallMs })
  return { stream, state, timers, chunks, written: () => chunks.map((chunk) => `${chunk}`) }
}
