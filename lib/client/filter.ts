// Which signals an action sends, or a reaction heeds: `{include, exclude}`, regular expressions or
// their texts.
import { isRecord } from './tree.js'

/** Tells whether a signal passes, by its dotted path. */
export type Filter = (path: string) => boolean

/** Reads a filter; one that is not given lets everything pass. */
export function readFilter(given: unknown): Filter {
  const { include, exclude } = isRecord(given) ? given : {}
  const included = toRegExp(include, /(?:)/)
  const excluded = toRegExp(exclude, /$^/)
  return (path) => included.test(path) && !excluded.test(path)
}

function toRegExp(value: unknown, initial: RegExp): RegExp {
  if (value instanceof RegExp) return new RegExp(value.source, value.flags.replace(/[gy]/g, ''))
  return typeof value === 'string' ? new RegExp(value.replace(/^\/|\/$/g, '')) : initial
}
