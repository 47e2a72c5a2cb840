// What expressions may reach, by name: the harmless globals, and members of host objects. Everything
// that is not listed here is refused.

/** A set of the words in a text. */
export const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

/** Names that lead from any value to code. */
export const forbidden = words('constructor prototype __proto__')

/** The classes of host objects that have members for expressions; `Window` and `Document` do not. */
export const hostClasses = words(
  `Element Event DOMTokenList NodeList HTMLCollection FileList File RegExp`,
)

/** Members of host objects that may be set. */
export const settable = words(
  `value checked indeterminate selected selectedIndex disabled readOnly hidden open returnValue
scrollTop scrollLeft selectionStart selectionEnd`,
)

/** Members of host objects that may be read, or called. None leads to markup, a document or a window. */
export const reachable: ReadonlySet<string> = new Set([
  ...settable,
  ...words(
    `id name type form dataset classList textContent files validationMessage labels options
selectedOptions defaultValue defaultChecked valueAsNumber required length scrollHeight scrollWidth
clientHeight clientWidth offsetHeight offsetWidth isConnected children parentElement
firstElementChild lastElementChild nextElementSibling previousElementSibling tagName href
elements closest matches contains querySelector querySelectorAll getAttribute hasAttribute
remove reset focus blur select click setSelectionRange setCustomValidity
checkValidity reportValidity requestSubmit show showModal close showPopover hidePopover
togglePopover scrollIntoView scrollTo
target currentTarget key code repeat isComposing altKey ctrlKey metaKey shiftKey button buttons
clientX clientY deltaX deltaY detail submitter
relatedTarget newState oldState
preventDefault stopPropagation stopImmediatePropagation
add toggle replace size test exec`,
  ),
])

/** Globals whose listed members may be read and called. */
export const namespaces: ReadonlyMap<unknown, ReadonlySet<string>> = new Map<
  unknown,
  ReadonlySet<string>
>([
  [Math, new Set(Object.getOwnPropertyNames(Math))],
  [Number, new Set(Object.getOwnPropertyNames(Number))],
  [JSON, words('parse stringify')],
  [String, words('fromCharCode fromCodePoint')],
  [Date, words('now parse UTC')],
  [Array, words('isArray of')],
  [Object, words('keys values entries')],
  [console, words('log info warn error debug')],
])

/** Globals that may be called as they are, and handed to `map`, `filter` and the like. */
const functions = {
  Number,
  String,
  Boolean,
  parseInt,
  parseFloat,
  isNaN,
  isFinite,
  encodeURIComponent,
  decodeURIComponent,
  confirm: (text: string) => confirm(text),
}

export const callable: ReadonlySet<unknown> = new Set(Object.values(functions))

/** Every global by its name. */
export const globals: ReadonlyMap<string, unknown> = new Map<string, unknown>(
  Object.entries({
    ...functions,
    Math,
    JSON,
    Date,
    Array,
    Object,
    console,
    Infinity,
    NaN,
    undefined,
    null: null,
    true: true,
    false: false,
  }),
)
