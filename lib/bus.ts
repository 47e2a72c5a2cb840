// The bus: who hears a topic. In this process, on an EventEmitter.
import { EventEmitter } from 'node:events'

/** Carries topics from whoever publishes to whoever watches. */
export interface Bus {
  publish(topics: readonly string[]): void
  /** Calls `wake` at each publish of the topic; returns the undo. */
  subscribe(topic: string, wake: () => void): () => void
  /** Notes every topic that is published from now on, until it is stopped. */
  listen(): Listening
}

/** The topics that were published since it began. */
export interface Listening {
  heard(topic: string): boolean
  stop(): void
}

/** A bus for one process. */
export function createLocalBus(): Bus {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  const notes = new Set<Set<string>>()
  return {
    publish(topics) {
      for (const topic of topics) {
        for (const note of notes) note.add(topic)
        emitter.emit(eventName(topic))
      }
    },
    subscribe(topic, wake) {
      emitter.on(eventName(topic), wake)
      return () => void emitter.off(eventName(topic), wake)
    },
    listen() {
      const note = new Set<string>()
      notes.add(note)
      return { heard: (topic) => note.has(topic), stop: () => void notes.delete(note) }
    },
  }
}

// A topic may be called `error` or `newListener`, which an EventEmitter gives a meaning of their own.
function eventName(topic: string): string {
  return `topic:${topic}`
}
