// Runs a program in a folder of the test's own, as a user's shell does, and gives what it printed.
import { execFile } from 'node:child_process'

export interface RunOptions {
  /** How long it may take until it ends by itself, in milliseconds. Defaults to 15000. */
  readonly timeoutMs?: number
  /** What is set in its environment besides what is set in this one's. */
  readonly env?: Readonly<Record<string, string>>
}

/**
 * Resolves with what the program printed once it ended well; otherwise throws all that it said.
 *
 * @param folder where it runs, and where its temporary files land, which the test removes
 */
export function run(
  program: string,
  args: readonly string[],
  folder: string,
  { timeoutMs = 15_000, env = {} }: RunOptions = {},
): Promise<string> {
  const options = {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder, ...env },
    timeout: timeoutMs,
  }
  return new Promise((resolve, reject) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout)
      const why = error.killed ? `still ran after ${timeoutMs} ms` : `ended with ${error.code}`
      reject(new Error(`${[program, ...args].join(' ')} ${why}\n${stdout}${stderr}`))
    })
  })
}
