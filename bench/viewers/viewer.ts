// What a viewer is, whatever it is connected by.

export interface Viewer {
  /** The newest page that it was sent, decoded. */
  page(): Promise<string | undefined>
  close(): void
}

/** What is heard of all viewers together. */
export class Hearing {
  /** When anything came in last, by the clock that all processes share. */
  lastMs = 0
  /** How many viewers have got something that they have not read yet. */
  unread = 0
  /** What broke: a viewer that loses its stream can't tell what it would have been sent. */
  failed: Error | undefined
}
