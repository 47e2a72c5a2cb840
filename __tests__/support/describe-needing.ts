// A `describe` that needs something which a contributor's machine may lack, but CI may not.

/**
 * Registers the tests; without what they need it throws in CI, and elsewhere skips them and says so by name.
 *
 * @param missing what isn't there and what to do about it; undefined where it is
 */
export function describeNeeding(
  missing: string | undefined,
  name: string,
  tests: () => void,
): void {
  if (missing === undefined) describe(name, tests)
  else if (process.env.CI) throw new Error(`"${name}": ${missing}`)
  else {
    process.stderr.write(`Left out: "${name}": ${missing}\n`)
    // The one skip: said above, and refused by .ci/run, which fails on any test that was left out.
    describe.skip(name, tests)
  }
}
