// Keeps the focus and the selected text through a morph. A move takes the selection away, and the focus too where
// the browser has no `moveBefore`.
import { page } from './page.js'

/** Notes what has the focus and what is selected; what it returns gives them back. */
export type KeepFocus = () => () => void

/** Creates the function for one page. */
export function createKeepFocus(): KeepFocus {
  let selection: Selection | null = null
  // Not before there is one: to ask what is selected where nothing ever was makes Chromium lay out the page.
  page.addEventListener('selectionchange', () => {
    selection = getSelection()
  })

  return function keepFocus() {
    const active = page.activeElement as HTMLInputElement | null
    const { selectionStart, selectionEnd } = active ?? {}
    const isField = typeof selectionStart === 'number'
    const { anchorNode, anchorOffset = 0, focusNode, focusOffset = 0 } = selection ?? {}
    return () => {
      if (active && active !== page.activeElement) {
        active.focus({ preventScroll: true })
        if (isField) active.setSelectionRange(selectionStart, selectionEnd ?? null)
      }
      // A field that has the focus has a selection of its own.
      if (isField || !anchorNode || !focusNode) return
      try {
        selection?.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset)
      } catch {
        // Less is there now than was selected.
      }
    }
  }
}
