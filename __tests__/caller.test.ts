import express from 'express'
import request from 'supertest'
import { callerOf, isForm, isJson, mediaType } from '../lib/caller.js'

const app = express().use((req, res) => {
  res.json({ caller: callerOf(req), type: mediaType(req) })
})

const form = 'application/x-www-form-urlencoded'
const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

// By `Datastar-Request`, then the body's content type, then `Accept`.
test.each([
  ['datastar', { 'Datastar-Request': 'true' }],
  ['datastar', { 'Datastar-Request': 'true', 'Content-Type': 'application/json', Accept: browser }],
  ['datastar', { 'Datastar-Request': 'true', 'Content-Type': form }],
  ['datastar', { 'datastar-request': '' }],
  ['json', { 'Content-Type': 'application/json' }],
  ['json', { 'Content-Type': 'application/json; charset=utf-8', Accept: browser }],
  ['json', { 'Content-Type': 'APPLICATION/JSON ;charset=x' }],
  ['json', { 'Content-Type': 'application/merge-patch+json', Accept: 'text/html' }],
  ['form', { 'Content-Type': form }],
  ['form', { 'Content-Type': `${form};charset=UTF-8`, Accept: 'application/json' }],
  ['form', { 'Content-Type': 'multipart/form-data; boundary=x', Accept: '*/*' }],
  ['form', { 'Content-Type': 'Multipart/Form-Data; boundary=x' }],
  ['form', { Accept: browser }],
  ['form', { Accept: 'text/html' }],
  ['form', { Accept: 'application/json;q=0.1, text/html' }],
  ['form', { 'Content-Type': 'text/plain', Accept: 'text/html' }],
  ['json', {}],
  ['json', { Accept: '*/*' }],
  ['json', { Accept: 'application/json' }],
  ['json', { Accept: 'application/json, text/html' }],
  ['json', { Accept: 'application/json, text/html;q=0.9' }],
  ['json', { Accept: 'image/png' }],
  ['json', { 'Content-Type': 'text/plain' }],
])('%s: %j', async (caller, headers) => {
  const sending = request(app).post('/')
  // supertest names no type of its own for a body that is a Buffer or not there.
  for (const [name, value] of Object.entries(headers)) sending.set(name, value)
  const { body } = await sending
  expect(body.caller).toBe(caller)
})

test('a media type is in lower case and without parameters', async () => {
  const { body } = await request(app).post('/').set('Content-Type', ' Text/HTML ; Charset=UTF-8')
  expect(body.type).toBe('text/html')
  expect((await request(app).post('/')).body.type).toBe('')
})

test('JSON and forms are told by the media type', () => {
  const types = [
    'application/json',
    'application/x+json',
    form,
    'multipart/form-data',
    'text/json',
    '',
  ]
  expect(types.filter(isJson)).toEqual(['application/json', 'application/x+json'])
  expect(types.filter(isForm)).toEqual([form, 'multipart/form-data'])
})
