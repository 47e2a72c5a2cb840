// Topics: strings that say "something here changed, read again". They carry no state.
import * as v from 'valibot'
import { OrionError, show } from './errors.js'
import { functionOf } from './options.js'

/** A topic, several, or a function of what is given that tells them. */
export type Topics<Given> =
  | string
  | readonly string[]
  | ((given: Given) => string | readonly string[])

/**
 * Throws unless every topic is a string with something in it.
 *
 * @throws OrionError `ORION_TOPIC`
 */
export function checkTopics(topics: readonly unknown[]): readonly string[] {
  for (const topic of topics) {
    if (typeof topic === 'string' && topic !== '') continue
    throw new OrionError('ORION_TOPIC', `a topic is ${show(topic)}; give a string such as 'todos'`)
  }
  return topics as readonly string[]
}

/**
 * Tells the topics for what is given.
 *
 * @throws what the function throws
 * @throws OrionError `ORION_TOPIC`
 */
export function topicsOf<Given>(topics: Topics<Given>, given: Given): readonly string[] {
  return checkTopics([typeof topics === 'function' ? topics(given) : topics].flat())
}

/** The option check for topics, of which there may be none; it throws `ORION_TOPIC` itself. */
export const topicsArgument = v.pipe(
  v.union(
    [v.string(), v.array(v.unknown()), functionOf()],
    'expected a topic, topics, or a function',
  ),
  v.check((topics) => typeof topics === 'function' || Boolean(checkTopics([topics].flat()))),
)

/** The option check for at least one topic. */
export const someTopicsArgument = v.pipe(
  topicsArgument,
  v.check((topics) => !Array.isArray(topics) || topics.length > 0, 'expected at least one topic'),
)
