// Topics: strings that say "something here changed, read again". They carry no state.
import { OrionError, show } from './errors.js'

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
