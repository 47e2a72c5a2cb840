// How long a browser takes to make one page of another: with the kit's client, and with idiomorph, which others build on.
// In one page of Chromium.
import { existsSync } from 'node:fs'
import { build } from 'esbuild'
import { type Page as BrowserPage, chromium } from 'playwright-core'
import { ratioOf } from '../measure.js'
import type { MeasureMorphs, MorphTimes } from '../morph-times.js'
import { markupOf, Page } from '../page.js'
import type { Finding, Row } from '../row.js'

const rowCount = 1000

// V8 compiles in the first rounds what the others run.
const warmUps = 5

export const morph: Row = {
  name: 'morph',
  question: `time in the browser to morph a table of ${rowCount} rows, by what changes`,
  async run({ quick }) {
    const { CHROMIUM_PATH: executablePath = '/usr/bin/chromium' } = process.env
    if (!existsSync(executablePath)) {
      return [{ of: 'all', why: `no Chromium at ${executablePath}; CHROMIUM_PATH names one` }]
    }
    const browser = await chromium.launch({ executablePath })
    try {
      const page = await browser.newPage()
      await page.addScriptTag({ content: await script() })
      const findings: Finding[] = []
      for (const [of, before, after] of changes()) {
        const { orion, idiomorph } = await measure(page, before, after, quick ? 3 : 25)
        findings.push({ of, against: 'idiomorph', ratio: ratioOf(orion, idiomorph) })
      }
      return findings
    } finally {
      await browser.close()
    }
  },
}

/** What changes, and the page before and after. */
function changes(): readonly (readonly [of: string, before: string, after: string])[] {
  const some = new Page({ rows: rowCount, percent: 2.5 })
  const all = new Page({ rows: rowCount, percent: 100 })
  const first = some.rows()
  some.advanceTo(1)
  all.advanceTo(1)
  const ids = first.map(({ id }) => id)
  const textsOf = (version: number) =>
    `<ul id="page">${ids.map((id) => `<li id="row-${id}">${id} in ${version}</li>`).join('')}</ul>`
  return [
    ['nothing', markupOf(first), markupOf(first)],
    ['one row in forty', markupOf(first), markupOf(some.rows())],
    ['every row', markupOf(first), markupOf(all.rows())],
    ['the order', markupOf(first), markupOf(first.toReversed())],
    ['every row, rows of one text', textsOf(1), textsOf(2)],
  ]
}

async function measure(
  page: BrowserPage,
  before: string,
  after: string,
  rounds: number,
): Promise<MorphTimes> {
  const { orion, idiomorph } = await page.evaluate(
    ([before, after, rounds]) =>
      (Reflect.get(globalThis, 'measureMorphs') as MeasureMorphs)(before, after, rounds),
    [before, after, warmUps + rounds] as const,
  )
  return { orion: orion.slice(warmUps), idiomorph: idiomorph.slice(warmUps) }
}

/** The page's script; the file's path is from the root, where npm runs this. */
async function script(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['bench/browser/morphs.ts'],
    bundle: true,
    minify: true,
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}
