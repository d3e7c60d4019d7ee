// A process and all that it starts, as one: an ingress and its ffmpeg. Out of reach of a terminal's Ctrl-C, tied to our
// life by the guard.
import { type ChildProcess, spawn } from 'node:child_process'
import type { Guard } from './guard.ts'

export interface GroupOptions {
  readonly command: string
  readonly args: readonly string[]
  /** Asked at each start. */
  readonly env: () => Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly guard: Guard
  readonly log: { write(data: Uint8Array | string): void }
  /** Whether the process gets an IPC channel to us. */
  readonly channel: boolean
}

/** What it says goes to the log. */
export const startGroup = (options: GroupOptions): ChildProcess => {
  const { cwd, log, channel } = options
  const [command, args] = options.guard(options.command, options.args)
  const stdio = ['ignore', 'pipe', 'pipe', ...(channel ? (['ipc'] as const) : [])] as const
  const started = spawn(command, args, { cwd, env: options.env(), detached: true, stdio: [...stdio] })
  for (const stream of [started.stdout, started.stderr]) stream?.on('data', (data: Buffer) => log.write(data))
  return started
}

export const signalGroup = ({ pid }: ChildProcess, signal: NodeJS.Signals): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // Nobody is left in it.
  }
}
