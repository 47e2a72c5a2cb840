// Which Express the tests run on: jest.config.ts imports the one that npm run test:matrix asks for.

/** `5`, or an older one: `4`, the newest of it, and `4.17`, the oldest that the kit takes. */
export const expressVersion = process.env.EXPRESS ?? '5'

/**
 * A test of something that Express 4 doesn't have; there it is left out, and said so by name.
 *
 * @param why what Express 4 does in its place
 */
export function testOnExpress5(name: string, why: string, run: () => Promise<void>): void {
  if (expressVersion === '5') test(name, run)
  else process.stderr.write(`Left out on Express ${expressVersion}: "${name}": ${why}\n`)
}
