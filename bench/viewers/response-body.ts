// The body of one HTTP response: what came over a socket goes in, what is in the body comes out, as far as
// it is there. Chunked bodies and those that end with the connection.

const crlf = Buffer.from('\r\n')
const none = Buffer.alloc(0)

export class ResponseBody {
  /** How the body is encoded, once the headers are there. */
  encoding: string | undefined
  #rest: Buffer = none
  #chunked = false
  /** How many bytes of the present chunk are still to come, its CR and LF among them. */
  #left = 0

  /** @throws Error for another status than 200, and where the body ends */
  take(bytes: Buffer): Buffer {
    let rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    if (this.encoding === undefined) {
      const end = rest.indexOf('\r\n\r\n')
      if (end < 0) {
        this.#rest = rest
        return none
      }
      this.#readHead(rest.toString('latin1', 0, end))
      rest = rest.subarray(end + 4)
    }
    this.#rest = none
    return this.#chunked ? this.#takeChunks(rest) : rest
  }

  #readHead(head: string): void {
    if (!head.startsWith('HTTP/1.1 200 ')) throw new Error(`a viewer was answered: ${head}`)
    this.#chunked = /^transfer-encoding: chunked$/im.test(head)
    this.encoding = /^content-encoding: (\S+)$/im.exec(head)?.[1] ?? 'identity'
  }

  // RFC 9112, 7.1. What is left of a line that isn't whole yet waits in #rest.
  #takeChunks(bytes: Buffer): Buffer {
    const parts: Buffer[] = []
    let at = 0
    while (at < bytes.length) {
      if (this.#left === 0) {
        const end = bytes.indexOf(crlf, at)
        if (end < 0) break
        const size = Number.parseInt(bytes.toString('latin1', at, end), 16)
        if (!(size > 0)) throw new Error('the stream of a viewer ended')
        this.#left = size + crlf.length
        at = end + crlf.length
      }
      const taken = Math.min(this.#left, bytes.length - at)
      const ofChunk = Math.min(taken, Math.max(0, this.#left - crlf.length))
      parts.push(bytes.subarray(at, at + ofChunk))
      this.#left -= taken
      at += taken
    }
    this.#rest = bytes.subarray(at)
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
  }
}
