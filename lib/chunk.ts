// A piece of a response, framed once as a chunk of HTTP/1.1 (RFC 9112, section 7.1), however many
// responses it goes to.

const lineEnd = '\r\n'

export class Chunk {
  /** The chunk as it stands on the wire, its length first. */
  readonly framed: Buffer
  /** What it carries. */
  readonly bytes: Buffer

  /** @param content not empty: an empty chunk would be the last one */
  constructor(content: string | Uint8Array) {
    const length = typeof content === 'string' ? Buffer.byteLength(content) : content.length
    const head = length.toString(16) + lineEnd
    this.framed = Buffer.allocUnsafeSlow(head.length + length + lineEnd.length)
    this.framed.write(head, 'latin1')
    if (typeof content === 'string') this.framed.write(content, head.length)
    else this.framed.set(content, head.length)
    this.framed.write(lineEnd, head.length + length, 'latin1')
    this.bytes = this.framed.subarray(head.length, head.length + length)
  }
}
