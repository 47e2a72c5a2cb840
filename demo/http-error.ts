// An error that has an HTTP status: what a handler throws of itself, and a render to end its streams.

export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: number

  constructor(status: number, message: string, options?: { readonly cause: unknown }) {
    super(message, options)
    this.status = status
  }
}
