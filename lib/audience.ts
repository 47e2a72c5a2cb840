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
  #others: Set<Follower>
  #standing: Frame | undefined
  /** Beside each its sink: of a reader who is ready nothing else is touched. */
  #sinks = new Map<Reader, EventSink>()

  /** @param others where a reader goes who leaves, to be shown the next frame */
  constructor(encoding: Encoding, others: Set<Follower>) {
    this.#encoding = encoding
    this.#others = others
  }

  /** What all of them stand on; undefined where there is nobody. */
  get standing(): Frame | undefined {
    return this.#standing
  }

  get readers(): Iterable<Reader> {
    return this.#sinks.keys()
  }

  get size(): number {
    return this.#sinks.size
  }

  /** @param standing what the others stand on, too */
  join(reader: Reader, standing: Frame): void {
    this.#standing = standing
    this.#sinks.set(reader, reader.sink)
    reader.joined(this)
  }

  /** Lets a reader out who stays in the audience. */
  leave(reader: Reader): void {
    this.delete(reader)
    this.#others.add(reader)
  }

  /** Lets go of a reader, if it is here. */
  delete(reader: Reader): void {
    const standing = this.#standing
    if (standing === undefined || !this.#sinks.delete(reader)) return
    reader.left(standing)
    if (this.#sinks.size === 0) this.#standing = undefined
  }

  step(frame: Frame): void {
    if (this.#standing === undefined) return
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
    // Whoever is in a cohort is a reader; the others are in none.
    for (const cohort of this.#cohorts.values()) cohort.delete(follower as Reader)
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
    if (reader && this.#others.delete(follower)) this.#cohortOf(reader).join(reader, frame)
  }

  #cohortOf({ encoding }: Reader): Cohort {
    const known = this.#cohorts.get(encoding)
    if (known) return known
    const cohort = new Cohort(encoding, this.#others)
    this.#cohorts.set(encoding, cohort)
    return cohort
  }
}
