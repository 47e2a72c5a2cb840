// The loop turns for every caller with each of these in front of it, and with all of them.
import { join } from 'node:path'
import compression from 'compression'
import cookieParser from 'cookie-parser'
import cors from 'cors'
import express, { type RequestHandler } from 'express'
import { rateLimit } from 'express-rate-limit'
import session from 'express-session'
import helmet from 'helmet'
import morgan from 'morgan'
import multer from 'multer'
import { Passport } from 'passport'
import { openLoop, turnTheLoop } from '../support/loop-app.js'

const neighbours: Readonly<Record<string, () => readonly RequestHandler[]>> = {
  'helmet()': () => [helmet()],
  'morgan()': () => [morgan('tiny', { stream: { write: () => undefined } })],
  'cors()': () => [cors()],
  'compression()': () => [compression()],
  'express-rate-limit': () => [rateLimit({ limit: 100 })],
  'express.static()': () => [express.static(join(__dirname, '../../demo/public'))],
  'cookie-parser': () => [cookieParser('secret')],
  'express-session': () => [session({ secret: 'secret', resave: true, saveUninitialized: true })],
  passport: () => {
    const passport = new Passport()
    return [
      session({ secret: 'secret', resave: false, saveUninitialized: false }),
      passport.initialize(),
      passport.session(),
    ]
  },
  'express.json()': () => [express.json()],
  'express.urlencoded()': () => [express.urlencoded({ extended: false })],
  'express.urlencoded({ extended: true })': () => [express.urlencoded({ extended: true })],
  'multer().none()': () => [multer().none()],
  'express.text() and express.raw()': () => [express.text(), express.raw()],
}

test.each(Object.keys(neighbours))('behind %s', async (name) => {
  const app = await openLoop({ inFront: neighbours[name]?.() ?? [] })
  await turnTheLoop(app)
  await app.close()
})

test('behind all of them in a row', async () => {
  const app = await openLoop({ inFront: Object.values(neighbours).flatMap((make) => make()) })
  await turnTheLoop(app)
  await app.close()
})

test('with all of them behind it', async () => {
  const behind = Object.values(neighbours).flatMap((make) => make())
  const app = await openLoop({ behind })
  await turnTheLoop(app)
  await app.close()
})
