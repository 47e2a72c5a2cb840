// The difference of two folders, file by file, as `diff -rU1` tells it, without the numbers of lines.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface FileDiff {
  readonly file: string
  /** The hunks under two lines that name the files, as a guide shows them. */
  readonly text: string
  /** How many lines went and came, empty ones aside: a line that is another counts twice. */
  readonly changed: number
}

/** What differs between two folders in one root; files that are equal are left out. */
export function diffFolders(root: string, before: string, after: string): readonly FileDiff[] {
  const files = new Set([before, after].flatMap((folder) => filesOf(join(root, folder))))
  return [...files].sort().flatMap((file) => {
    const [old, young] = [before, after].map((folder) => linesOf(join(root, folder, file)))
    const edits = editsOf(old ?? [], young ?? [])
    const changes = edits.filter((line) => !line.startsWith(' '))
    if (changes.length === 0) return []
    const text = [`--- ${before}/${file}`, `+++ ${after}/${file}`, ...hunksOf(edits)].join('\n')
    return [{ file, text, changed: changes.filter((line) => line.slice(1).trim()).length }]
  })
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

function linesOf(path: string): readonly string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : []
}

/** All lines of both, each with a space, `-` or `+` before it: as many spaces as there can be. */
function editsOf(old: readonly string[], young: readonly string[]): readonly string[] {
  // common[i][j] is the length of the longest common subsequence of what is left from i and from j.
  const common = Array.from({ length: old.length + 1 }, () => new Array(young.length + 1).fill(0))
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = young.length - 1; j >= 0; j--) {
      const best = old[i] === young[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
      common[i]?.splice(j, 1, best)
    }
  }
  const edits: string[] = []
  for (let i = 0, j = 0; i < old.length || j < young.length; ) {
    if (i < old.length && j < young.length && old[i] === young[j]) {
      edits.push(` ${old[i]}`)
      i++
      j++
    } else if (j >= young.length || (i < old.length && at(i + 1, j) >= at(i, j + 1))) {
      edits.push(`-${old[i++]}`)
    } else edits.push(`+${young[j++]}`)
  }
  return edits
}

/** The changes with one line around them. */
function hunksOf(edits: readonly string[]): readonly string[] {
  const isChange = (line: string | undefined) => line !== undefined && !line.startsWith(' ')
  const isShown = (at: number) => [at - 1, at, at + 1].some((near) => isChange(edits[near]))
  return edits.flatMap((line, at) => {
    if (!isShown(at)) return []
    const shown = line.trimEnd()
    return isShown(at - 1) && at > 0 ? [shown] : ['@@', shown]
  })
}
