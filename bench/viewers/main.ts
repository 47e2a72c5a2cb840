// The process of the viewers of one server: it opens them, waits until each shows the right page, and says
// when the last of them had it. A wrong page fails the run.
import { setTimeout as sleep } from 'node:timers/promises'
import { answerCalls, settingsOfChild } from '../child.js'
import { Dashboard } from '../dashboard.js'
import { nowMs } from '../measure.js'
import { markupOf, Page, type PageSize } from '../page.js'
import { bareText, type Dialect } from './events.js'
import { HttpViewer } from './http-viewer.js'
import { SocketIoViewer } from './socket-io-viewer.js'
import { Transcript } from './transcript.js'
import { Hearing, type Viewer } from './viewer.js'

export interface ViewersSettings {
  /** How they are spoken to. */
  readonly dialect: Dialect | 'socket.io'
  readonly page: PageSize
  /** Whether all see one page, each one of its own, or all a dashboard. */
  readonly sees: 'one' | 'own' | 'dashboard'
}

export type ViewersCalls = typeof calls

// What a viewer has got is read once nothing has come in for so long.
const quietMs = 10
// A server that has sent nothing for so long sends nothing more.
const patienceMs = 10_000
// Connections that a system takes at once, before it drops some.
const connectingAtOnce = 256

const { dialect, page: size, sees } = settingsOfChild<ViewersSettings>()
const page = new Page(size)
const dashboard = new Dashboard()
const hearing = new Hearing()
const viewers: Viewer[] = []
const beginning = dialect === 'socket.io' ? undefined : new Transcript(dialect)
let first: HttpViewer | undefined
let expected = expectedPages()

const calls = {
  /** Opens more viewers and waits until all show the page; gives how long that took, in milliseconds. */
  async open({ port, count }: { port: number; count: number }): Promise<number> {
    const beganMs = nowMs()
    const connected: Promise<void>[] = []
    for (let opened = 0; opened < count; opened++) {
      await connected[opened - connectingAtOnce]
      connected.push(open(port, viewers.length))
    }
    await untilRight(count)
    return hearing.lastMs - beganMs
  },
  /** Waits until each viewer shows a version; gives when the last of them had it. */
  async settle(version: number): Promise<number> {
    if (version > 0) {
      page.advanceTo(version)
      dashboard.advanceTo(version)
      expected = expectedPages()
    }
    await untilRight(viewers.length)
    return hearing.lastMs
  },
  /** The bytes that the first viewer got since this was asked last. */
  heard: () => first?.heard() ?? Buffer.alloc(0),
  close() {
    for (const viewer of viewers.splice(0)) viewer.close()
  },
}

answerCalls(calls)

function open(port: number, index: number): Promise<void> {
  if (beginning === undefined) {
    const viewer = new SocketIoViewer(port, hearing)
    viewers.push(viewer)
    return viewer.connected
  }
  const path = sees === 'own' ? `/pages/${index}` : '/page'
  const viewer = new HttpViewer({ port, path }, beginning, hearing)
  viewers.push(viewer)
  if (index === 0) {
    first = viewer
    viewer.keep()
  }
  return viewer.connected
}

/** Gives the page that each viewer is to show. */
function expectedPages(): (index: number) => string {
  if (dialect === 'bare') return () => bareText
  if (sees === 'own') return (index) => markupOf(page.rows(index))
  const shared = sees === 'one' ? markupOf(page.rows()) : dashboard.markup()
  return () => shared
}

/** @param fresh how many viewers are to get something before it is worth a look */
async function untilRight(fresh: number): Promise<void> {
  const beganMs = nowMs()
  let wanted = fresh
  for (;;) {
    const more = await untilQuiet(wanted, beganMs)
    const pages = await Promise.all(viewers.map((viewer) => viewer.page()))
    const wrong = pages.findIndex((shown, index) => shown !== expected(index))
    if (wrong < 0) return
    if (!more) throw wrongPage(wrong, pages[wrong])
    wanted = 1
  }
}

/** Resolves with false where nothing came any more. */
async function untilQuiet(wanted: number, beganMs: number): Promise<boolean> {
  for (;;) {
    if (hearing.failed) throw hearing.failed
    const silentMs = nowMs() - Math.max(hearing.lastMs, beganMs)
    if (silentMs > patienceMs) return false
    if (hearing.unread >= wanted && silentMs >= quietMs) return true
    await sleep(quietMs / 2)
  }
}

function wrongPage(index: number, shown: string | undefined): Error {
  const wanted = expected(index)
  const at = [...wanted].findIndex((letter, place) => shown?.[place] !== letter)
  const differs = `${JSON.stringify(shown?.slice(at, at + 80))}, not ${JSON.stringify(wanted.slice(at, at + 80))}`
  return new Error(`viewer ${index} shows at ${at} ${shown === undefined ? 'nothing' : differs}`)
}
