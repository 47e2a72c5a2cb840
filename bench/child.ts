// A child process and the functions in it that this process may call.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** What a child process can be asked to do; what is given and returned passes as structured clones. */
export type Calls = Readonly<Record<string, (argument: never) => unknown>>

interface Question {
  readonly number: number
  readonly name: string
  readonly argument: unknown
}

interface Reply {
  readonly number: number
  readonly result?: unknown
  readonly error?: string
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
}

export class Child<C extends Calls> {
  #process: ChildProcess
  #waiting = new Map<number, Waiting>()
  #asked = 0

  /**
   * @param file a script that calls `answerCalls`
   * @param settings what it reads by `settingsOfChild`
   * @param flags flags for Node
   */
  constructor(file: URL, settings: object = {}, flags: readonly string[] = []) {
    this.#process = fork(file, [JSON.stringify(settings)], {
      execArgv: ['--expose-gc', ...flags],
      serialization: 'advanced',
      env: { ...process.env, NODE_ENV: 'production' },
    })
    this.#process.on('message', (reply: Reply) => {
      const waiting = this.#waiting.get(reply.number)
      this.#waiting.delete(reply.number)
      if (reply.error === undefined) waiting?.resolve(reply.result)
      else waiting?.reject(new Error(reply.error))
    })
    this.#process.once('exit', (code, signal) => {
      const error = new Error(`${file.pathname} ended (${signal ?? code})`)
      for (const { reject } of this.#waiting.values()) reject(error)
      this.#waiting.clear()
    })
  }

  call<N extends keyof C & string>(
    name: N,
    ...[argument]: Parameters<C[N]>
  ): Promise<Awaited<ReturnType<C[N]>>> {
    return new Promise((resolve, reject) => {
      const number = this.#asked++
      this.#waiting.set(number, { resolve: resolve as (result: unknown) => void, reject })
      const question: Question = { number, name, argument }
      this.#process.send(question, (error) => {
        if (error) reject(error)
      })
    })
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await ended
  }
}

/** What the parent process gave to this one. */
export function settingsOfChild<T>(): T {
  return JSON.parse(process.argv[2] ?? '{}')
}

/** Answers the parent's calls, and ends with it. */
export function answerCalls(calls: Calls): void {
  const answer = async ({ number, name, argument }: Question): Promise<Reply> => {
    try {
      return { number, result: await calls[name]?.(argument as never) }
    } catch (error) {
      return {
        number,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }
    }
  }
  process.on('message', async (question: Question) => process.send?.(await answer(question)))
  process.on('disconnect', () => process.exit())
}
