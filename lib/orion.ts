// The public surface of one Orion: what createOrion returns.
import type { ClientOptions } from './client-asset.js'
import type { CommandFactory } from './command.js'
import type { Handler } from './handler.js'
import type { Html } from './html.js'
import type { LiveFactory } from './live.js'
import type { Part, PartContext } from './parts.js'
import type { PublishesFactory } from './publishes.js'
import type { DisconnectMatch } from './streams.js'
import type { Topics } from './topics.js'
import type { ViewerFunction, ViewerOf } from './viewer.js'
import type { WriteContext } from './writer.js'

/** The kit for one app: made by `createOrion`. */
export interface Orion<R, W> {
  /**
   * Makes a live route: an Express handler that answers a stream of server-rendered HTML, re-rendered
   * whenever one of its topics is published, to who accepts `text/event-stream`, and calls `next()` for
   * everyone else.
   *
   * @param topics what the view watches: a topic, several, or a function of what the render is given
   * @param render reads the store and returns the HTML; each top-level element needs an id
   * @throws OrionError `ORION_OPTION` or `ORION_TOPIC` for a wrong argument
   */
  readonly live: LiveFactory<R>
  /**
   * Makes a command: an Express handler for POST, PUT, PATCH or DELETE that validates its input, runs the
   * handler in one transaction, and publishes after the commit.
   *
   * @param schema what the input must be: valibot, or any Standard Schema v1
   * @param handler writes; throws to roll back, returns to commit
   * @throws OrionError `ORION_OPTION` for a wrong argument
   */
  readonly command: CommandFactory<W>
  /**
   * Tells who is looking: its `live` and `command` give `viewer` to renders and handlers. The function is
   * asked at each request, and again while a stream is open: a stream moves to the view of a viewer that
   * has changed, and ends where there is none any more. Before that the request's session is loaded
   * anew and passport's user with it; what else of a request was looked up when it came, it is to look
   * up itself.
   *
   * @param viewer tells who sent a request, as plain JSON; null or anything falsy (403) for nobody
   * @param options `recheckMs`: the least time between two askings for one stream. Defaults to
   *   createOrion's
   * @throws OrionError `ORION_OPTION` for a wrong argument
   * @example
   * const member = orion.as((req) => req.user && { id: req.user.id, role: req.user.role })
   * app.get('/inbox', member.live('inbox', ({ store, viewer }) => Inbox(store, viewer.id)))
   */
  as<F extends ViewerFunction>(
    viewer: F,
    options?: { readonly recheckMs?: number },
  ): {
    readonly live: LiveFactory<R, ViewerOf<F>>
    readonly command: CommandFactory<W, ViewerOf<F>>
  }
  /**
   * Makes a part: a fragment that is rendered when its own topics are published, cached, and shared by
   * all views that put it in with `await part(it, key)`.
   *
   * @param topics what it watches: a topic, several, or a function of the key
   * @param render reads the store and returns the HTML
   * @throws OrionError `ORION_OPTION` or `ORION_TOPIC` for a wrong argument
   * @example
   * const inbox = orion.part((id: string) => `inbox:${id}`, ({ store, key }) => Inbox(store, key))
   * orion.live('home', async ({ part }) => html`<main id="home">${await part(inbox, 'ada')}</main>`)
   */
  part<Key = undefined>(
    topics: Topics<Key>,
    render: (context: PartContext<Key, R>) => Html | Promise<Html>,
  ): Part<Key>
  /**
   * Ends the open streams of a viewer, of a live route, or of both: of a session that was revoked, say.
   *
   * @throws OrionError `ORION_OPTION` for a match that is empty or has a member that is undefined
   * @example
   * orion.disconnect({ viewer: { id: user.id } })
   */
  disconnect(match: DisconnectMatch): void
  /**
   * The store outside of commands, for migrations and scripts; `undefined` without one.
   *
   * @throws OrionError `ORION_STORE_IN_COMMAND` inside a command: use the `store` that it is given
   */
  readonly store: R
  /**
   * What renders read: the last committed state, which no open transaction keeps waiting. For the viewer
   * function, and for handlers that only read.
   *
   * @throws OrionError `ORION_STORE_IN_COMMAND` inside a command
   */
  readonly reader: R
  /**
   * Writes from elsewhere - a worker, a timer, an old route - as a command does: one transaction, then
   * what was published, then what was to come after.
   *
   * @throws what `fn` throws, after a rollback
   */
  write<T>(fn: (context: WriteContext<W>) => T | Promise<T>): Promise<T>
  /**
   * Wakes every view that watches one of these topics; inside a command, once it has committed.
   *
   * @throws OrionError `ORION_TOPIC` for a topic that isn't a string with something in it
   */
  publish(...topics: readonly string[]): void
  /**
   * Makes a middleware that stands in front of an old handler and publishes topics once that has answered
   * with a status of 2xx or 3xx. Where the client left before the answer, they are published too: then,
   * and once the handler answers all the same.
   *
   * @param topics a topic, several, or a function of the request, which is called before the handler
   * @throws OrionError `ORION_OPTION` or `ORION_TOPIC` for wrong topics
   * @example
   * app.post('/legacy/todos', orion.publishes('todos'), oldHandler)
   */
  readonly publishes: PublishesFactory
  /**
   * Makes a middleware that refuses what another site's page makes a browser send, as commands do: for
   * other routes that write, and in front of a parser of files. GET, HEAD and OPTIONS pass.
   *
   * @example
   * app.post('/photos', orion.sameOrigin(), multer().single('photo'), savePhoto)
   */
  sameOrigin(): Handler
  /**
   * Makes the middleware that serves the browser client; mount it with `app.use`, before pages are made.
   *
   * @param options `datastar`: the path of an official Datastar bundle, to be served in its place
   * @throws OrionError `ORION_OPTION` for a bundle that can't be read
   */
  client(options?: ClientOptions): Handler
  /** The `<script>` that loads the browser client. */
  script(): Html
  /** The place where toasts appear: once on a page, outside of what a live route renders. */
  toasts(): Html
  /** Counts what is open now. */
  stats(): { readonly views: number; readonly streams: number; readonly parts: number }
  /**
   * Lets no new stream in, breaks those that are open, and waits for the writes under way. Clients come
   * back by themselves, to whichever process is there.
   *
   * @param options `withinMs`: the time over which the breaks are spread, in milliseconds. Defaults to 0
   */
  drain(options?: { readonly withinMs?: number }): Promise<void>
  /** Drains at once, and closes the store if it was opened here. */
  close(): Promise<void>
}
