// Runs the docker client. Owns the child process until it ends; an abort ends it.
import { spawn } from 'node:child_process'
import type { DockerPlace } from '../lab.ts'

export interface Output {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly cwd?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** Which engine to ask; null or left out: the one that the environment says. */
  readonly client?: DockerPlace['client'] | undefined
  /** What else is in its environment, for Compose to hand on. */
  readonly secrets?: Readonly<Record<string, string>> | undefined
  /** Takes output as it comes, line by line, besides what is returned. */
  readonly onLine?: ((line: string) => void) | undefined
}

/** An engine that takes a connection and then says nothing (stopped, or out of memory) would hold a question for ever. */
const QUESTION_SECONDS = 20
const QUESTIONS =
  /^(?:(?:ps|version|info|inspect) |(?:image|network|volume|container) (?:ls|inspect) |context |compose version )/

/** Seconds that a command may take; null for one that does something, which takes as long as it takes. Pure. */
export const limitOf = (args: readonly string[]): number | null =>
  QUESTIONS.test(`${args.join(' ')} `) ? QUESTION_SECONDS : null

/** As much of a command's output as is kept: enough for any error, bounded for a build's log. */
const KEPT_CHARACTERS = 200_000

/**
 * What the client gets of our environment. Nothing that Compose would take before what a lab's files say: neither our own
 * settings, which may be another lab's by now, nor Compose's. Pure.
 */
export const environment = (
  env: Readonly<Record<string, string | undefined>>,
  client: DockerPlace['client'],
): Readonly<Record<string, string | undefined>> => ({
  ...Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^(WEIR|COMPOSE)_/.test(name) && !(client && /^DOCKER_(HOST|CONTEXT|TLS_VERIFY|CERT_PATH)$/.test(name)),
    ),
  ),
  ...client,
})

/**
 * Runs `docker <args>`. Rejects when there is no docker client, and with the signal's reason when aborted. A question that is
 * not answered in time is a command that failed.
 */
export const docker = (args: readonly string[], options: CommandOptions = {}): Promise<Output> =>
  new Promise((resolve, reject) => {
    const child = spawn('docker', args, {
      cwd: options.cwd,
      env: { ...environment(process.env, options.client ?? null), ...options.secrets },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Out of reach of a terminal's Ctrl-C: an interrupted `up` is to be undone, not torn off.
      detached: true,
    })
    let [stdout, stderr] = ['', '']
    let rest = ''
    const lines = (text: string) => {
      const parts = (rest + text).split(/\r?\n/)
      rest = (parts.pop() ?? '').slice(-10_000)
      for (const line of parts) options.onLine?.(line)
    }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(-KEPT_CHARACTERS)
      lines(text)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-KEPT_CHARACTERS)
      lines(text)
    })
    const abort = () => child.kill('SIGTERM')
    const limitSeconds = limitOf(args)
    let late = false
    const timer =
      limitSeconds === null
        ? undefined
        : setTimeout(() => {
            late = true
            // With the plugin that it may have started.
            if (child.pid) process.kill(-child.pid, 'SIGKILL')
          }, limitSeconds * 1000)
    options.signal?.addEventListener('abort', abort, { once: true })
    if (options.signal?.aborted) abort()
    child.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', abort)
      reject(error.code === 'ENOENT' ? new Error('there is no docker command on the PATH') : error)
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', abort)
      if (rest) options.onLine?.(rest)
      if (options.signal?.aborted) reject(options.signal.reason)
      else if (late) resolve({ code: 1, stdout: '', stderr: `nothing within ${limitSeconds} s` })
      else resolve({ code: code ?? 1, stdout, stderr })
    })
  })

/** What went wrong, from what docker printed: the last lines that say anything, without its progress. */
export const lastWords = (output: Output, count = 3): string =>
  `${output.stderr}\n${output.stdout}`
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(
      (line) =>
        line !== '' &&
        !/^(time=|DEPRECATED|Container |Network |Volume |Install the buildx|BuildKit|environment-variable)/.test(line),
    )
    .slice(0, count)
    .join('; ')
