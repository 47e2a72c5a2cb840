// Who plants in which colour: each visitor gets the next one, and keeps it in a cookie.
import type { Request, Response } from 'express'
import { type Colour, colours } from './rules.js'

/** Tells a visitor's colour; gives one to who has none yet, in the answer. */
export type ColourOf = (req: Request, res: Response) => Colour

/** @param name the name of the cookie */
export function createColourOf(name: string): ColourOf {
  let visitors = 0

  return function colourOf(req, res) {
    const kept = colours.find((colour) => cookiesOf(req).includes(`${name}=${colour}`))
    if (kept) return kept
    const colour = colours[visitors++ % colours.length] ?? colours[0]
    res.cookie(name, colour, { path: req.baseUrl, sameSite: 'lax', httpOnly: true })
    return colour
  }
}

function cookiesOf(req: Request): readonly string[] {
  return req.get('cookie')?.split(/;\s*/) ?? []
}
