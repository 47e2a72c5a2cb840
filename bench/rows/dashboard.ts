// One part of a page changes fast: the others' queries are left alone.
import { slowEvery } from '../dashboard.js'
import type { Row } from '../row.js'
import { Show } from '../show.js'

export const dashboard: Row = {
  name: 'dashboard',
  question: 'queries of five parts, of which one changes fast and four seldom',
  async run({ quick }) {
    const [viewers, versions] = quick ? [100, 20] : [1000, 50]
    const show = await Show.open('dashboard', { sees: 'dashboard' })
    try {
      await show.enter(viewers)
      const before = await show.queries()
      for (let version = 1; version <= versions; version++) await show.publish(version)
      const after = await show.queries()
      const [fast = 0, ...slow] = after.map((queries, part) => queries - (before[part] ?? 0))
      const ratio = Math.max(...slow) / (versions / slowEvery)
      const against = 'publishes of their topics'
      return [
        { of: "the slow parts' queries", against, ratio, goal: { atMost: 1 } },
        { of: "the fast part's queries", against, ratio: fast / versions },
      ]
    } finally {
      await show.close()
    }
  },
}
