// A command's input: reads the body of a request, of whatever kind and whoever read it first, as one
// plain object.
import { Readable } from 'node:stream'
import express, { type Request, type RequestHandler, type Response } from 'express'
import { isForm, isJson, mediaType, signalsText } from './caller.js'
import { OrionError, show, statusFrom } from './errors.js'
import { nestFields } from './form-names.js'

type Input = Readonly<Record<string, unknown>>

const maxFields = 1000

/** Reads a request's input. */
export type ReadInput = (req: Request, res: Response) => Promise<Input>

/**
 * Makes the reader of inputs.
 *
 * @param maxBodyBytes the most that a body may have, after it is decompressed
 */
export function createReadInput(maxBodyBytes: number): ReadInput {
  const readRaw = express.raw({ type: () => true, limit: maxBodyBytes })
  return async (req, res) => {
    const read = signalsOfQuery(req) ?? inputOf(req, await bodyOf(req, res, readRaw, maxBodyBytes))
    // Only a form is read by waiting.
    const input = read instanceof Promise ? await read : read
    checkKeys(input)
    return input
  }
}

function inputOf(req: Request, body: unknown): Input | Promise<Input> {
  if (typeof body === 'string') return parse(req, Buffer.from(body))
  if (Buffer.isBuffer(body)) return parse(req, body)
  // Of a form some parsers leave names with brackets as they are, others nest them.
  return isForm(mediaType(req)) ? nestFields(asObject(body)) : asObject(body)
}

// Datastar sends the signals of a DELETE in the query, for it has no body.
function signalsOfQuery(req: Request): Input | undefined {
  if (req.get('datastar-request') === undefined || req.method !== 'DELETE') return undefined
  const text = signalsText(req)
  return text === null ? undefined : parseJson(text, '?datastar=')
}

// Express 4's parsers leave `{}` for a body that they did not read, so the body itself is asked.
function alreadyRead(req: Request): boolean {
  return Readable.isDisturbed(req) || (req as { _body?: unknown })._body === true
}

function hostBody(req: Request): unknown {
  const body: unknown = req.body
  if (body !== undefined) return body
  const what = `something read the body (${mediaType(req) || 'of no type'}) before the command`
  const todo =
    'mount the command before it, or let it set req.body, as express.json() does for JSON'
  throw new OrionError('ORION_BODY_CONSUMED', `${what} and left no req.body; ${todo}`)
}

function bodyOf(
  req: Request,
  res: Response,
  readRaw: RequestHandler,
  maxBodyBytes: number,
): unknown {
  if (alreadyRead(req)) return hostBody(req)
  return new Promise((resolve, reject) => {
    readRaw(req, res, (error?: unknown) => {
      if (error !== undefined) reject(bodyError(error, maxBodyBytes))
      else if (Buffer.isBuffer(req.body)) resolve(req.body)
      // The parser passes over a body whose connection has closed, as if there were none.
      else if (hasBody(req)) reject(bodyError('the connection closed', maxBodyBytes))
      else resolve(Buffer.alloc(0))
    })
  })
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0
}

function bodyError(cause: unknown, maxBodyBytes: number): OrionError {
  const status = statusFrom(cause)
  const why = cause instanceof Error ? cause.message : String(cause)
  if (status === 413) {
    const what = `the body has more than ${maxBodyBytes} bytes; send less, or raise maxBodyBytes`
    return new OrionError('ORION_BODY_TOO_LARGE', what, { cause })
  }
  if (status === 415) return new OrionError('ORION_BODY_TYPE', `the body: ${why}`, { cause })
  return new OrionError('ORION_BODY_INVALID', `the body could not be read: ${why}`, { cause })
}

function parse(req: Request, body: Buffer): Input | Promise<Input> {
  const type = mediaType(req)
  if (body.length === 0) return {}
  if (isJson(type)) return parseJson(decode(body), 'the body')
  if (isForm(type)) return parseForm(body, req.get('content-type') ?? '')
  const kinds = 'application/json, application/x-www-form-urlencoded or multipart/form-data'
  throw new OrionError('ORION_BODY_TYPE', `the body is of type ${show(type)}; send ${kinds}`)
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function decode(body: Buffer): string {
  try {
    return utf8.decode(body)
  } catch (cause) {
    throw new OrionError('ORION_BODY_INVALID', 'the body is not UTF-8', { cause })
  }
}

function parseJson(text: string, where: string): Input {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    const seen = show(text.slice(0, 40))
    throw new OrionError('ORION_BODY_INVALID', `${where} is not JSON: ${seen}`, { cause })
  }
  return asObject(value)
}

function asObject(value: unknown): Input {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Input
  throw new OrionError('ORION_BODY_INVALID', `the input is ${show(value)}; send an object`)
}

// The platform's own parser (Fetch standard, `formData()`), for both kinds of form.
async function parseForm(body: Buffer, contentType: string): Promise<Input> {
  let form: FormData
  try {
    form = await new globalThis.Response(new Uint8Array(body), {
      headers: { 'content-type': contentType },
    }).formData()
  } catch (cause) {
    throw new OrionError('ORION_BODY_INVALID', 'the body is not the form that it says', { cause })
  }
  return nestFields(textsOf(form))
}

function textsOf(form: FormData): Input {
  const texts = new Map<string, string | string[]>()
  let count = 0
  for (const [name, value] of form) {
    if (typeof value !== 'string') {
      // What a browser sends of a file input where nothing was chosen.
      if (value.size === 0 && value.name === '') continue
      throw unreadFile(name, value)
    }
    if (++count > maxFields) throw tooManyFields()
    const before = texts.get(name)
    if (Array.isArray(before)) before.push(value)
    else texts.set(name, before === undefined ? value : [before, value])
  }
  return Object.fromEntries(texts)
}

// A command takes text. Files are left to a parser in front of it, and never dropped without a word.
function unreadFile(field: string, file: File): OrionError {
  const todo =
    'put a parser of files such as multer in front of the command, behind orion.sameOrigin()'
  const what = `the field ${show(field)} has the file ${show(file.name)}`
  return new OrionError('ORION_BODY_TYPE', `${what}, which a command does not read; ${todo}`)
}

function tooManyFields(): OrionError {
  const what = `the form has more than ${maxFields} fields; send fewer, or JSON`
  return new OrionError('ORION_BODY_INVALID', what)
}

// Walked without recursion: a body may be as deep as it is long.
function checkKeys(input: Input): void {
  const waiting: unknown[] = [input]
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue
    for (const [key, member] of Object.entries(value)) {
      if (key === '__proto__' || (key === 'constructor' && hasPrototype(member))) {
        const what = `the input has a member called ${key}, by which it could change what objects are`
        throw new OrionError('ORION_BODY_INVALID', what)
      }
      if (typeof member === 'object' && member !== null) waiting.push(member)
    }
  }
}

function hasPrototype(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')
}
