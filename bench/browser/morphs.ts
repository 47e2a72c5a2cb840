// What runs in the page: patches it from the text that came in to the elements that stand there, by the kit's client and
// by idiomorph in turns.
import { Idiomorph } from 'idiomorph'
import { createFormState } from '../../lib/client/form-state.js'
import { createMorph } from '../../lib/client/morph.js'
import { createPainters } from '../../lib/client/painters.js'
import { createParseHtml } from '../../lib/client/parse-html.js'
import { createPatchElements } from '../../lib/client/patch-elements.js'
import type { MeasureMorphs } from '../morph-times.js'

const formState = createFormState()
const patchElements = createPatchElements({
  parseHtml: createParseHtml(),
  morph: createMorph(createPainters(), formState),
  onNew: formState.remember,
  report(reason) {
    throw reason
  },
})

const morphers = {
  orion: (elements: string) => {
    patchElements({ type: 'datastar-patch-elements', args: { elements } }, () => false)
  },
  idiomorph: (elements: string) => {
    Idiomorph.morph(document.getElementById('page') as Element, elements, {
      morphStyle: 'outerHTML',
    })
  },
}

/**
 * Makes one page of another so many times.
 *
 * @param before the markup of the element with the id `page`
 * @param after the same, later
 * @throws Error unless it says so afterwards
 */
const measureMorphs: MeasureMorphs = (before, after, rounds) => {
  const times = { orion: [] as number[], idiomorph: [] as number[] }
  const wanted = shown(after)
  for (let round = 0; round < rounds; round++) {
    for (const name of ['orion', 'idiomorph'] as const) {
      shown(before)
      // What the browser owes to the page before is not to be counted.
      document.body.getBoundingClientRect()
      const beganMs = performance.now()
      morphers[name](after)
      times[name].push(performance.now() - beganMs)
      if (document.body.innerHTML !== wanted) throw new Error(`${name} made another page`)
    }
  }
  return times
}

function shown(markup: string): string {
  document.body.innerHTML = markup
  return document.body.innerHTML
}

Object.assign(globalThis, { measureMorphs })
