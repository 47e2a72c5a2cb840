// Who follows a view. Most stand on its newest frame and are ready for the next: those of one encoding are
// a cohort, for which one chunk is looked up and written to each. The others are shown each frame.
import type { Encoding } from './encodings.js'
import type { Frame } from './frame.js'
import type { EventSink } from './response.js'

/** What follows a view: a stream. */
export interface Follower {
  /** Brings it to a frame, now or when it can be; returns it as a reader if it is ready for the next. */
  show(frame: Frame): Reader | undefined
  end(): void
}

/** A follower that is ready for the next frame, so that it can be brought there without being asked. */
export interface Reader extends Follower {
  readonly encoding: Encoding
  readonly sink: EventSink
  /** It is brought from frame to frame from now on. */
  joined(cohort: Cohort): void
  /** It is no longer, and stands on a frame. */
  left(standing: Frame): void
  /** Its sink wants it to wait before the next write. */
  wait(): void
}

/** Readers of one encoding who stand on one frame. */
export class Cohort {
  #encoding: Encoding
  #standing: Frame
  /** Beside each its sink: of a reader who is ready nothing else is touched. */
  #sinks = new Map<Reader, EventSink>()
  #onLeave: (reader: Reader) => void

  /** @param onLeave is told who has to be shown the next frame */
  constructor(encoding: Encoding, standing: Frame, onLeave: (reader: Reader) => void) {
    this.#encoding = encoding
    this.#standing = standing
    this.#onLeave = onLeave
  }

  /** What all of them stand on. */
  get standing(): Frame {
    return this.#standing
  }

  get readers(): Iterable<Reader> {
    return this.#sinks.keys()
  }

  get size(): number {
    return this.#sinks.size
  }

  join(reader: Reader): void {
    this.#sinks.set(reader, reader.sink)
    reader.joined(this)
  }

  /** Lets a reader out who stays in the audience. */
  leave(reader: Reader): void {
    this.delete(reader)
    this.#onLeave(reader)
  }

  /** Lets go of a reader; tells whether it was here. */
  delete(reader: Follower): boolean {
    if (!this.#sinks.delete(reader as Reader)) return false
    ;(reader as Reader).left(this.#standing)
    return true
  }

  step(frame: Frame): void {
    const chunk = this.#encoding.step(this.#standing, frame)
    this.#standing = frame
    this.#sinks.forEach((sink, reader) => {
      if (!sink.write(chunk)) reader.wait()
    })
  }
}

export class Audience {
  #newest: Frame | undefined
  /** Who is shown each frame. */
  #others = new Set<Follower>()
  #cohorts = new Map<Encoding, Cohort>()

  get size(): number {
    let size = this.#others.size
    for (const cohort of this.#cohorts.values()) size += cohort.size
    return size
  }

  /** Shows a follower the newest frame, and each after it. */
  add(follower: Follower): void {
    this.#others.add(follower)
    if (this.#newest) this.#show(follower, this.#newest)
  }

  delete(follower: Follower): void {
    if (this.#others.delete(follower)) return
    for (const [encoding, cohort] of this.#cohorts) {
      // A cohort of nobody would keep its frame.
      if (cohort.delete(follower) && cohort.size === 0) this.#cohorts.delete(encoding)
    }
  }

  show(frame: Frame): void {
    this.#newest = frame
    // Without those who leave a cohort at this frame: they have got it.
    const others = [...this.#others]
    for (const cohort of this.#cohorts.values()) cohort.step(frame)
    for (const follower of others) this.#show(follower, frame)
  }

  end(): void {
    for (const follower of this.#others) follower.end()
    for (const cohort of this.#cohorts.values()) {
      for (const reader of cohort.readers) reader.end()
    }
  }

  #show(follower: Follower, frame: Frame): void {
    const reader = follower.show(frame)
    if (reader && this.#others.delete(follower)) this.#cohortOf(reader.encoding, frame).join(reader)
  }

  #cohortOf(encoding: Encoding, standing: Frame): Cohort {
    const known = this.#cohorts.get(encoding)
    if (known) return known
    const cohort = new Cohort(encoding, standing, (reader) => {
      this.#others.add(reader)
      if (cohort.size === 0) this.#cohorts.delete(encoding)
    })
    this.#cohorts.set(encoding, cohort)
    return cohort
  }
}
