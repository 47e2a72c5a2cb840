// One HTTP exchange as it is on the wire: nothing is decompressed, followed or retried.
import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Express } from 'express'
import { listen, stop } from './app.js'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Buffer
}

/** Sends a request without a body to an app that is started for it. */
export async function ask(
  app: Express,
  path: string,
  {
    method = 'GET',
    headers = {},
  }: { method?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer> {
  const { server, origin } = await listen(app)
  try {
    return await new Promise((resolve, reject) => {
      const sent = request(origin + path, { method, headers, agent: false }, (response) => {
        buffer(response).then((body) => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
        }, reject)
      })
      sent.on('error', reject).end()
    })
  } finally {
    await stop(server)
  }
}
