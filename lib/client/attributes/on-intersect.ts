// data-on-intersect: runs an expression when the element comes into view, by a bit of it, by __half, by
// __full or by __threshold.25. With __exit, when it leaves the view that it was in. With __once, once.
import type { Modifiers } from '../attribute-name.js'
import type { Plugin } from './plugin.js'

// Of an element that lies between two pixels the browser may never see the whole.
const whole = 0.99

export const onIntersect: Plugin = {
  name: 'on-intersect',
  takes: 'plain',
  apply({ el, modifiers, timed }) {
    const threshold = thresholdOf(modifiers)
    const { run, undo } = timed()
    let isIn = false
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, intersectionRatio } of entries) {
          const wasIn = isIn
          isIn = isIntersecting && intersectionRatio >= threshold
          if (isIn === wasIn || isIn === modifiers.has('exit')) continue
          run({})
          if (modifiers.has('once')) return observer.disconnect()
        }
      },
      { threshold },
    )
    observer.observe(el)
    return () => {
      observer.disconnect()
      undo()
    }
  },
}

function thresholdOf(modifiers: Modifiers): number {
  if (modifiers.has('full')) return whole
  return modifiers.has('half') ? 0.5 : Number(modifiers.get('threshold')?.[0] ?? 0) / 100
}
