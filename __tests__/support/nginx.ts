// nginx with the configuration of docs/proxy.md, on a free port and in a folder of its own; says by name
// what is left out where there is none.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from './app.js'
import { describeNeeding } from './describe-needing.js'
import { freePort } from './free-port.js'

// Debian keeps it where only root looks.
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }

/** A `describe` that needs nginx, and openssl for its certificate. */
export function describeBehindNginx(name: string, tests: () => void): void {
  const missing = ['nginx', 'openssl'].filter((program) => {
    const flag = program === 'nginx' ? '-v' : 'version'
    return spawnSync(program, [flag], { env }).status !== 0
  })
  const what = missing.length > 0 ? `no ${missing.join(' and no ')} on the PATH` : undefined
  describeNeeding(what, name, tests)
}

/** The configurations in docs/proxy.md, in their order: a site, and what stands outside of it. */
export function documentedConfigs(): readonly string[] {
  const markdown = readFileSync(join(__dirname, '../../docs/proxy.md'), 'utf8')
  return [...markdown.matchAll(/^```nginx\n(.*?)^```$/gms)].map(([, text = '']) => text)
}

export interface NginxOptions {
  /** Where the app is. */
  readonly appPort: number
  /** Put in place of parts of the documented text. */
  readonly instead?: Readonly<Record<string, string>>
  /** Put into `http`, beside the site. */
  readonly http?: string
}

export interface Nginx {
  readonly origin: string
  /** What a client has to trust. */
  readonly certificate: string
  /** Has it read its configuration again, as `systemctl reload nginx` does. */
  reload(): void
  stop(): Promise<void>
}

/** Starts it; resolves once it listens. */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'orion-nginx-'))
  // Its workers are another user where root starts it.
  chmodSync(folder, 0o755)
  const certificate = makeCertificate(folder)
  const port = await freePort()
  writeFileSync(join(folder, 'nginx.conf'), configOf(folder, port, options))
  const flags = ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log', '-g', 'daemon off;']
  const child = spawn('nginx', flags, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const stop = async () => {
    child.kill('SIGTERM')
    await eventually(() => hasEnded(child), 'nginx has ended')
    rmSync(folder, { recursive: true })
  }
  try {
    await untilListening(port, child)
  } catch (error) {
    const log = readFileSync(join(folder, 'error.log'), 'utf8')
    await stop()
    throw new Error(`nginx did not start: ${log}`, { cause: error })
  }
  return {
    origin: `https://localhost:${port}`,
    certificate,
    reload: () => void child.kill('SIGHUP'),
    stop,
  }
}

function makeCertificate(folder: string): string {
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')]
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1']
  execFileSync('openssl', ['req', '-x509', ...key, ...files, ...names], { stdio: 'ignore' })
  return readFileSync(join(folder, 'certificate.pem'), 'utf8')
}

function configOf(folder: string, port: number, options: NginxOptions): string {
  const { appPort, instead = {}, http = '' } = options
  const [site = '', outside = ''] = documentedConfigs()
  const changes = {
    'listen 443 ': `listen 127.0.0.1:${port} `,
    '127.0.0.1:3000': `127.0.0.1:${appPort}`,
    'app.example.com;': 'localhost;',
    '/etc/ssl/app.example.com.pem': join(folder, 'certificate.pem'),
    '/etc/ssl/app.example.com.key': join(folder, 'key.pem'),
    ...instead,
  }
  // $pid tells which worker answered.
  return replaceEach(
    `worker_processes 1;
    pid nginx.pid;
    ${outside}
    http {
      access_log off;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      add_header X-Worker $pid always;
      ${http}
      ${site}
    }`,
    changes,
  )
}

function replaceEach(text: string, changes: Readonly<Record<string, string>>): string {
  let changed = text
  for (const [from, to] of Object.entries(changes)) {
    if (changed.split(from).length !== 2)
      throw new Error(`"${from}" is not there once:\n${changed}`)
    changed = changed.replace(from, to)
  }
  return changed
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    const listens = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (listens) return
    if (hasEnded(child)) throw new Error(`it ended with code ${child.exitCode}`)
  }
}
