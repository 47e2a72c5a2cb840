// Runs in a page, as text: so it names nothing from outside.

/** What the page says of itself. */
export interface Seen {
  bound: string | null
  hidden: string
  focused: unknown[]
  isOpen: boolean
  selected: string
  orders: string[]
  complaints: string[]
}

/** Uses the page as people would, and tells the server what it saw. */
export async function useItself(): Promise<void> {
  const patienceMs = 10_000
  const complaints: string[] = []
  const complain = (...parts: unknown[]) => void complaints.push(parts.join(' '))
  console.error = complain
  addEventListener('error', ({ message }) => complain(message))
  addEventListener('unhandledrejection', ({ reason }) => complain(reason))
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    complain(violatedDirective, blockedURI),
  )

  const find = <Found extends HTMLElement>(id: string) => document.getElementById(id) as Found
  const isLive = () => document.documentElement.dataset.orionConnection === 'open'
  const orders: string[] = []

  async function until(condition: () => unknown): Promise<void> {
    const deadline = Date.now() + patienceMs
    while (!condition() && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    if (!condition()) complain('It never came true:', condition)
  }

  /** Waits until the rows say that they were changed so often, and notes how they stand. */
  async function untilChanged(times: number): Promise<void> {
    const rows = () => [...document.querySelectorAll('#rows b')].map((row) => row.textContent)
    await until(() => isLive() && rows().every((text) => text?.endsWith(`${times}`)))
    orders.push(rows().join(' '))
  }

  await untilChanged(0)
  const name = find<HTMLInputElement>('name')
  name.value = 'Ada'
  name.dispatchEvent(new Event('input', { bubbles: true }))
  const bound = find('bound').textContent
  const hidden = getComputedStyle(find('hidden')).display

  const note = find<HTMLInputElement>('note-a')
  find('summary').click()
  note.focus()
  note.value = 'typed'
  note.setSelectionRange(1, 3)
  find('turn').click()
  await untilChanged(1)
  const { selectionStart, selectionEnd } = note
  const focused = [document.activeElement?.id, note.value, selectionStart, selectionEnd]

  note.blur()
  const isSelected = new Promise((resolve) => {
    document.addEventListener('selectionchange', resolve, { once: true })
  })
  const text = document.querySelector('#a b')?.firstChild as Text
  getSelection()?.setBaseAndExtent(text, 0, text, 1)
  await isSelected
  find('turn').click()
  await untilChanged(2)
  const selected = String(getSelection())

  await fetch('/cut', { method: 'POST' })
  await untilChanged(3)
  const isOpen = find<HTMLDetailsElement>('more').open
  const seen: Seen = { bound, hidden, focused, isOpen, selected, orders, complaints }
  const headers = { 'Content-Type': 'application/json' }
  await fetch('/seen', { method: 'POST', headers, body: JSON.stringify(seen) })
}
