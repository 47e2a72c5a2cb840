// Whether the user has typed, chosen or ticked anything that a load of the page would lose.
import { page } from './page.js'

// The attributes say what the server chose. Where it chose nothing, the browser shows the first option.
const changed = `input:checked:not([checked]), input[checked]:not(:checked), option[selected]:not(:checked),
option:checked:not([selected], select:not([multiple]) > :first-child)`

/** Tells whether any control of the page differs from what the server said. */
export function isTouched(): boolean {
  const typed = page.querySelectorAll<HTMLInputElement>(
    'input:not([type=checkbox], [type=radio]), textarea',
  )
  return (
    page.querySelector(changed) !== null ||
    [...typed].some(({ value, defaultValue }) => value !== defaultValue)
  )
}
