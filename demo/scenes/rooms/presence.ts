// Who is in which room.

export interface Presence {
  /** Puts somebody into a room; the undo takes them out. */
  enter(room: number, name: string): () => void
  namesIn(room: number): readonly string[]
}

/**
 * Who is in which room, as this process knows it. Several processes each know their own: there, a row per
 * stream in the store would do, with the time at which its process last said that it lives, so that the
 * rows of a process that was killed run out; and a bus that all of them hear.
 */
export function createPresence(): Presence {
  const entries = new Set<{ readonly room: number; readonly name: string }>()
  return {
    // An entry for each stream: who has two windows open stays until the second one is closed.
    enter(room, name) {
      const entry = { room, name }
      entries.add(entry)
      return () => entries.delete(entry)
    },
    namesIn(room) {
      const names = [...entries].filter((entry) => entry.room === room).map(({ name }) => name)
      return [...new Set(names)].sort()
    },
  }
}
