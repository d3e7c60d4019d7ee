// A Node program of the bench as a process of its own: started, known to listen, ended. It ends with us, by the channel.
import { type ChildProcess, spawn } from 'node:child_process'

export interface NodeProcess {
  readonly pid: number
  /** Where it listens. */
  readonly port: number
  /** What else it told before that, by type. */
  readonly told: ReadonlyMap<string, { readonly port: number }>
  tell(message: object): void
  /** Where its inspector listens; for one that was started with INSPECT among its flags. */
  inspectorUrl(): Promise<string>
  close(): Promise<void>
}

export interface NodeProcessOptions {
  readonly name: string
  readonly script: string
  readonly env: Readonly<Record<string, string>>
  /** Of Node itself. */
  readonly flags?: readonly string[]
}

/** A flag: opens the inspector on a port that is free. */
export const INSPECT = '--inspect=127.0.0.1:0'

const START_MILLIS = 20_000
const END_MILLIS = 2000
const KEPT_LINES = 5
const INSPECTOR_LINE = /^Debugger listening on (ws:\S+)$/

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

/** Returns once it listens. Throws, with the last that it wrote, when it does not. */
export const startNodeProcess = async (options: NodeProcessOptions): Promise<NodeProcess> => {
  const child = spawn(process.execPath, [...(options.flags ?? []), options.script], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const lines: string[] = []
  let foundInspector: (url: string) => void
  const inspector = new Promise<string>((resolve) => {
    foundInspector = resolve
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter(Boolean)) {
        lines.push(line)
        const url = INSPECTOR_LINE.exec(line)?.[1]
        if (url) foundInspector(url)
      }
      lines.splice(0, lines.length - KEPT_LINES)
    })
  }
  const told = new Map<string, { port: number }>()
  const port = await new Promise<number>((resolve, reject) => {
    const fail = (how: string) => reject(new Error(`${options.name} ${how}:\n${lines.join('\n')}`))
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      fail(`does not listen after ${START_MILLIS / 1000} s`)
    }, START_MILLIS)
    child.once('error', (error) => fail(`could not be started: ${error.message}`))
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      fail(`ended (${signal ?? code})`)
    })
    child.on('message', (message: { type: string; port: number }) => {
      if (message.type !== 'listening') told.set(message.type, message)
      else {
        clearTimeout(timer)
        resolve(message.port)
      }
    })
  })
  return {
    pid: child.pid as number,
    port,
    told,
    tell: (message) => child.send(message),
    inspectorUrl: () => inspector,
    close: async () => {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MILLIS)
      await ended(child)
      clearTimeout(timer)
    },
  }
}
