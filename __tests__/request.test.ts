import express from 'express'
import request from 'supertest'
import * as v from 'valibot'
import { paramsOf } from '../lib/request.js'
import type { StandardSchemaV1 } from '../lib/schema.js'
import { answerErrors } from './support/app.js'

function openApp(schema: StandardSchemaV1 | undefined) {
  const app = express()
  app.get('/rooms/:room/:message', (req, res) => {
    res.json(paramsOf(req, schema))
  })
  return app.use(answerErrors)
}

test('without a schema the params are as Express has them', async () => {
  await request(openApp(undefined)).get('/rooms/a%2Fb/7').expect(200, { room: 'a/b', message: '7' })
})

test('they are a copy, which nobody else can change', () => {
  const params = { id: '7' }
  const copy = paramsOf({ params }, undefined)
  expect(copy).toEqual(params)
  expect(copy).not.toBe(params)
})

test('with a schema they are what it puts out', async () => {
  const schema = v.object({ message: v.pipe(v.string(), v.digits(), v.transform(Number)) })
  await request(openApp(schema)).get('/rooms/a/7').expect(200, { message: 7 })
})

test('params that the schema refuses are a 404 that shows them', async () => {
  const schema = v.object({ message: v.pipe(v.string(), v.digits()) })
  await request(openApp(schema)).get('/rooms/a/x').expect(404, {
    code: 'ORION_PARAMS',
    message:
      "orion: no page has the params { room: 'a', message: 'x' }: message: Invalid digits: Received \"x\"",
  })
})

test('why the schema refused them is the cause', () => {
  const schema = v.object({ id: v.pipe(v.string(), v.digits('Digits')) })
  expect(() => paramsOf({ params: { id: 'x' } }, schema)).toThrow(
    expect.objectContaining({
      cause: expect.objectContaining({ issues: [{ path: 'id', message: 'Digits' }] }),
    }),
  )
})

test('an error of the schema itself is no 404', async () => {
  const broken = v.pipe(
    v.looseObject({}),
    v.transform(() => {
      throw new TypeError('broken')
    }),
  )
  expect(() => paramsOf({ params: {} }, broken)).toThrow(
    expect.objectContaining({ code: 'ORION_SCHEMA', cause: new TypeError('broken') }),
  )
  const slow = v.objectAsync({})
  expect(() => paramsOf({ params: {} }, slow as unknown as StandardSchemaV1)).toThrow(
    expect.objectContaining({ code: 'ORION_SCHEMA_ASYNC' }),
  )
})
