// orion.publishes: stands in front of an old handler, and publishes topics once it has answered well.
import type { Request } from 'express'
import * as v from 'valibot'
import { type Handler, toHandler } from './handler.js'
import { checkOptions } from './options.js'
import { onAnswer } from './response.js'
import { someTopicsArgument, type Topics, topicsOf } from './topics.js'

/** The type of `orion.publishes`. */
export type PublishesFactory = (topics: Topics<Request>) => Handler

const argumentsSchema = v.strictObject({ topics: someTopicsArgument })

/**
 * Makes `orion.publishes`.
 *
 * @param publish publishes topics
 */
export function createPublishes(publish: (topics: readonly string[]) => void): PublishesFactory {
  return function publishes(topics) {
    checkOptions('publishes', argumentsSchema, { topics })

    return toHandler(function publishes(req, res, next) {
      // Asked before the handler has written: a wrong topic is an error while it can still be answered.
      const asked = topicsOf(topics, req)
      onAnswer(res, (status) => {
        // A client that left before the answer may have left a write behind.
        if (status === undefined || (status >= 200 && status < 400)) publish(asked)
      })
      next()
    })
  }
}
