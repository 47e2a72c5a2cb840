// What every data layer of a host's must do behind the seam, whatever it is made of.
import express from 'express'
import request from 'supertest'
import * as v from 'valibot'
import { createOrion, html, type Store } from '../../lib/index.js'
import { openLive } from '../../lib/testing.js'
import { answerErrors } from './app.js'

/** A data layer that keeps notes, empty at first. */
export interface NotesStore<R, W> {
  readonly store: Store<R, W>
  insert(tx: W, text: string): Promise<unknown>
  /** The notes in their order. */
  texts(from: R | W): Promise<readonly string[]>
  /** Whether it has been closed. */
  isClosed(): boolean
  /** Removes what is left of it. */
  remove(): Promise<unknown>
}

/** Runs the cases on a data layer that is opened anew for each. */
export function describeStore<R, W>(name: string, open: () => Promise<NotesStore<R, W>>): void {
  async function openApp() {
    const layer = await open()
    const orion = createOrion({ store: layer.store, throttleMs: 0 })
    const notes = orion.live('notes', async ({ store }) => {
      const texts = await layer.texts(store)
      return html`<ul id="notes">${texts.map((text) => html`<li>${text}</li>`)}</ul>`
    })
    const command = (after: (tx: W) => unknown) =>
      orion.command(v.object({ text: v.string() }), async ({ input, store, publish }) => {
        await layer.insert(store, input.text)
        publish('notes')
        return after(store)
      })
    const app = express().get('/notes', notes)
    app.post(
      '/notes',
      command(() => undefined),
    )
    app.post(
      '/own',
      command(async (tx) => ({ seen: await layer.texts(tx) })),
    )
    app.post(
      '/throw',
      command(() => Promise.reject(new Error('no luck'))),
    )
    app.post(
      '/store',
      command(() => orion.store),
    )
    app.use(answerErrors)
    const post = (path: string, text: string) => request(app).post(path).send({ text })
    const close = async () => {
      await orion.close()
      await layer.remove()
    }
    return { layer, orion, app, post, close }
  }

  describe(name, () => {
    test('a command commits, and wakes the streams that are open', async () => {
      const { app, post, close } = await openApp()
      const stream = await openLive(app, '/notes')
      expect(stream.frame).toBe('<ul id="notes"></ul>')
      await post('/notes', 'Milk').expect(204)
      expect(await stream.next()).toBe('<ul id="notes"><li>Milk</li></ul>')
      await stream.close()
      await close()
    })

    test('a command sees what it has written', async () => {
      const { post, close } = await openApp()
      await post('/own', 'Milk').expect(200, { seen: ['Milk'] })
      await close()
    })

    test('a command that throws is rolled back, and nobody sees or hears of it', async () => {
      const { layer, orion, app, post, close } = await openApp()
      const stream = await openLive(app, '/notes')
      const { body } = await post('/throw', 'lost').expect(500)
      expect(body.message).toBe('no luck')
      expect(await layer.texts(orion.store)).toEqual([])
      await post('/notes', 'kept').expect(204)
      expect(await stream.next()).toBe('<ul id="notes"><li>kept</li></ul>')
      await stream.close()
      await close()
    })

    test('a render does not see what has not been committed', async () => {
      const { layer, orion, close } = await openApp()
      const seen = await orion.write(async ({ store }) => {
        await layer.insert(store, 'not yet')
        return layer.texts(layer.store.reader)
      })
      expect(seen).toEqual([])
      expect(await layer.texts(orion.store)).toEqual(['not yet'])
      await close()
    })

    test('commands at once lose nothing', async () => {
      const { layer, orion, app, close } = await openApp()
      const server = app.listen(0)
      const sent = Array.from({ length: 8 }, (_, n) => `note ${n}`)
      await Promise.all(
        sent.map((text) => request(server).post('/notes').send({ text }).expect(204)),
      )
      expect([...(await layer.texts(orion.store))].sort()).toEqual(sent)
      await new Promise((done) => server.close(done))
      await close()
    })

    test('orion.store is what it reads with, and throws inside of a command', async () => {
      const { layer, orion, post, close } = await openApp()
      expect(orion.store).toBe(layer.store.reader)
      const { body } = await post('/store', 'lost').expect(500)
      expect(body.code).toBe('ORION_STORE_IN_COMMAND')
      expect(await layer.texts(orion.store)).toEqual([])
      await close()
    })

    test('close waits for the write under way, and closes it once', async () => {
      const { layer, orion } = await openApp()
      const writing = orion.write(async ({ store }) => {
        await layer.insert(store, 'last')
        return [layer.isClosed(), await layer.texts(store)]
      })
      await Promise.all([orion.close(), orion.close()])
      expect(await writing).toEqual([false, ['last']])
      expect(layer.isClosed()).toBe(true)
      expect(() => orion.store).toThrow(expect.objectContaining({ code: 'ORION_CLOSED' }))
      await layer.remove()
    })
  })
}
