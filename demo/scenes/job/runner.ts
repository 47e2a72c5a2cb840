// Runs jobs in worker threads. A worker only sends messages; what they say is written here, and published.
import { Worker } from 'node:worker_threads'
import type { DemoOrion, JobState } from '../../database.js'

/** The topic of all jobs. */
export const jobs = 'jobs'

/** What a worker is to do. */
export interface Work {
  readonly upTo: number
  /** The number at which it throws, if it is to. */
  readonly crashAt?: number | undefined
}

interface Progress {
  readonly progress: number
  readonly found: number
}

/** What is told of a job: how far it is, or how it ended. */
interface News extends Partial<Progress> {
  readonly state?: JobState
  readonly problem?: string
}

export interface Runner {
  /** The number of workers. */
  readonly size: number
  start(id: number, work: Work): void
  stop(id: number): void
}

const workerFile = new URL('./worker.mjs', import.meta.url)

/**
 * Makes the runner. Its workers keep no process alive, and one whose news can't be written any more, since
 * the Orion was closed, is stopped.
 */
export function createRunner(orion: DemoOrion): Runner {
  const workers = new Map<number, Worker>()

  // Only a running job has news: a worker that was stopped, or that has crashed, ends a second time.
  function tell(id: number, news: News): void {
    const written = orion.write(async ({ store, publish }) => {
      await store
        .updateTable('jobs')
        .set(news)
        .where('id', '=', id)
        .where('state', '=', 'running')
        .execute()
      publish(jobs)
    })
    written.catch(() => stop(id))
  }

  function start(id: number, work: Work): void {
    const worker = new Worker(workerFile, { workerData: work })
    workers.set(id, worker)
    worker.unref()
    worker.on('message', (progress: Progress) => tell(id, progress))
    worker.on('error', ({ message }) => tell(id, { state: 'failed', problem: message }))
    worker.on('exit', (code) => {
      workers.delete(id)
      const failed = { state: 'failed', problem: 'the worker ended too early' } as const
      tell(id, code === 0 ? { state: 'done' } : failed)
    })
  }

  function stop(id: number): void {
    void workers.get(id)?.terminate()
  }

  return {
    get size() {
      return workers.size
    },
    start,
    stop,
  }
}
