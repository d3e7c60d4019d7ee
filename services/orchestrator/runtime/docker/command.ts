// Runs the docker client. Owns the child process until it ends; an abort ends it.
import { spawn } from 'node:child_process'
import type { DockerPlace } from '../lab.ts'
import { engineAddress } from './engine-address.ts'
import { type Patience, patienceWithAct, patienceWithQuestion, QUESTION_SECONDS, type Waiting } from './patience.ts'

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
  /** Told when the engine is waited for that says nothing. */
  readonly say?: ((line: string) => void) | undefined
  /** How long a question may take, s. */
  readonly limitSeconds?: number | undefined
}

/** Which engine is asked, and who is told that it is waited for. */
export type Asking = Pick<CommandOptions, 'client' | 'say' | 'signal'>

const QUESTION =
  /^(?:(?:ps|version|info|inspect) |(?:image|network|volume|container) (?:ls|inspect) |context |compose version )/

/** What Compose is to do, behind its options, each of which has a value. */
const composeVerb = (args: readonly string[]): string | undefined => {
  if (args[0] !== 'compose') return undefined
  return args.find((word, i) => i % 2 === 1 && !word.startsWith('-'))
}

/**
 * Whether a command only asks, and has to be answered soon; reads, as long as there is something to read; or changes something,
 * which takes as long as it takes. Pure.
 */
export const kindOf = (args: readonly string[]): 'question' | 'reading' | 'change' => {
  if (QUESTION.test(`${args.join(' ')} `)) return 'question'
  return composeVerb(args) === 'logs' ? 'reading' : 'change'
}

/** As in `docker network ls`, without what it is asked for. */
const shortly = (args: readonly string[]): string => {
  const words = args.filter((word) => /^[a-z]+$/.test(word)).slice(0, QUESTION.test(`${args[0]} `) ? 1 : 2)
  return ['docker', ...words].join(' ')
}

/**
 * How long it is waited for. An engine that is busy starting containers is slow to say that it is there: what changes
 * something is given up later than what reads.
 */
const patienceWith = (args: readonly string[], waiting: Waiting, options: CommandOptions): Patience => {
  const kind = kindOf(args)
  if (kind === 'question') return patienceWithQuestion(waiting, options.limitSeconds)
  const { client, say } = options
  const limitSeconds = kind === 'reading' ? QUESTION_SECONDS : 3 * QUESTION_SECONDS
  const ask = ['version', '--format', '{{.Server.Version}}']
  return patienceWithAct((signal) => docker(ask, { client, say, signal, limitSeconds }), waiting.giveUp)
}

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

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs `docker <args>`. Rejects when there is no docker client, with the signal's reason when aborted, and with EngineSilent
 * when the engine says nothing for too long.
 */
export const docker = (args: readonly string[], options: CommandOptions = {}): Promise<Output> =>
  new Promise((resolve, reject) => {
    const env = { ...environment(process.env, options.client ?? null), ...options.secrets }
    const child = spawn('docker', args, {
      cwd: options.cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Out of reach of a terminal's Ctrl-C: an interrupted `up` is to be undone, not torn off.
      detached: true,
    })
    // With the plugin that it may have started.
    const kill = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has gone by itself.
      }
    }
    let late: Error | null = null
    const giveUp = (reason: Error) => {
      late = reason
      kill()
    }
    const waiting = { what: shortly(args), engine: () => engineAddress(env), say: options.say ?? (() => {}), giveUp }
    const patience = patienceWith(args, waiting, options)
    let [stdout, stderr] = ['', '']
    let rest = ''
    const lines = (text: string) => {
      patience.heard()
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
    // What changes nothing may end at once.
    const isChange = kindOf(args) === 'change'
    const abort = () => (isChange ? child.kill('SIGTERM') : kill())
    options.signal?.addEventListener('abort', abort, { once: true })
    if (options.signal?.aborted) abort()
    // It ends with who asks, or it would stay until the engine comes back.
    const leave = (name: NodeJS.Signals) => {
      kill()
      process.off(name, leave)
      if (process.listenerCount(name) === 0) process.kill(process.pid, name)
    }
    if (!isChange) for (const name of SIGNALS) process.on(name, leave)
    const end = () => {
      patience.end()
      options.signal?.removeEventListener('abort', abort)
      for (const name of SIGNALS) process.off(name, leave)
    }
    child.once('error', (error: NodeJS.ErrnoException) => {
      end()
      reject(error.code === 'ENOENT' ? new Error('there is no docker command on the PATH') : error)
    })
    child.once('close', (code) => {
      end()
      if (rest) options.onLine?.(rest)
      if (options.signal?.aborted) reject(options.signal.reason)
      else if (late) reject(late)
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
