// One supervised child process: started, restarted with backoff when it dies by itself, frozen, thawed, ended. Owns the
// process and its timer; the log is the caller's.
import { type ChildProcess, spawn } from 'node:child_process'
import { backoffMillis } from '@weir/time'
import { failuresAfter, RESTART } from './backoff.ts'
import type { Guard } from './guard.ts'
import type { NodeFault, NodeRunState } from './runtime.ts'
import { startGently } from './start-gently.ts'

export interface ChildOptions {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly guard: Guard
  readonly log: { write(data: Uint8Array | string): void }
  /** Gives the child an IPC channel, and calls it running when it says so there; without, once it has been spawned. */
  readonly channel: boolean
  /** How long a child may take to end by itself before it is killed, s. */
  readonly graceSeconds?: number
}

export interface Child {
  state(): NodeRunState
  pid(): number | null
  restarts(): number
  lastExit(): string | null
  /** Does it, and returns once it is so. Throws with one sentence when that can't be. */
  fault(fault: NodeFault): Promise<void>
  /** Ends it for good. */
  close(): Promise<void>
}

export const startChild = (options: ChildOptions): Child => {
  const { name, log, graceSeconds = 3 } = options
  let process_: ChildProcess | null = null
  let state: NodeRunState = 'starting'
  let restarts = 0
  let failures = 0
  let lastExit: string | null = null
  let timer: NodeJS.Timeout | null = null
  /** Set while somebody wants it ended, so that its death is no failure. */
  let wanted: 'run' | 'stop' = 'run'
  let startedAt = 0
  const waiters = new Set<() => void>()
  const changed = (next: NodeRunState) => {
    state = next
    for (const wake of [...waiters]) wake()
  }
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = () => {
        if (!condition()) return
        waiters.delete(check)
        resolve()
      }
      waiters.add(check)
      check()
    })

  const start = (again = true) => {
    timer = null
    startedAt = performance.now()
    changed('starting')
    const [command, args] = options.guard(options.command, options.args)
    // A group of its own, so that ending it ends what it has started itself (an ingress its ffmpeg), and so that a
    // terminal's Ctrl-C reaches only us.
    const started = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: options.channel ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
    })
    process_ = started
    // Only beside others that run: a whole lab is to start fast.
    const settle = again && options.channel && started.pid !== undefined ? startGently(started.pid) : () => {}
    for (const stream of [started.stdout, started.stderr]) stream?.on('data', (data: Buffer) => log.write(data))
    started.on('message', (message: unknown) => {
      if ((message as { type?: unknown } | null)?.type === 'listening' && state === 'starting') {
        changed('running')
        settle()
      }
    })
    if (!options.channel) started.once('spawn', () => changed('running'))
    // A command that can't be started emits `error` and no `exit`; to try again would change nothing.
    started.once('error', (error) => {
      if (process_ !== started) return
      process_ = null
      lastExit = `could not be started: ${error.message}`
      changed('failed')
    })
    started.once('exit', (code, signal) => ended(started, signal ? `killed by ${signal}` : `exited with code ${code}`))
  }

  const ended = (which: ChildProcess, how: string) => {
    if (process_ !== which) return
    signalGroup(which, 'SIGKILL')
    process_ = null
    lastExit = how
    log.write(`weir: ${name} ${how}\n`)
    if (wanted === 'stop') return changed('stopped')
    failures = failuresAfter(failures, (performance.now() - startedAt) / 1000)
    restarts++
    timer = setTimeout(start, backoffMillis(RESTART, failures - 1, Math.random()))
    changed('restarting')
  }

  const signalGroup = (which: ChildProcess, signal: NodeJS.Signals) => {
    if (which.pid === undefined) return
    try {
      process.kill(-which.pid, signal)
    } catch {
      // Nobody is left in it.
    }
  }

  const stop = async () => {
    wanted = 'stop'
    if (timer) clearTimeout(timer)
    timer = null
    const which = process_
    if (!which) return changed('stopped')
    // A frozen process would take its SIGTERM only after a thaw.
    signalGroup(which, 'SIGCONT')
    which.kill('SIGTERM')
    const killer = setTimeout(() => signalGroup(which, 'SIGKILL'), graceSeconds * 1000)
    await until(() => process_ === null)
    clearTimeout(killer)
  }

  const requireProcess = (verb: string): ChildProcess => {
    if (process_ && (state === 'running' || state === 'frozen')) return process_
    throw new Error(`${name} is ${state} and can't be ${verb}`)
  }

  const launch = async () => {
    wanted = 'run'
    failures = 0
    start()
    await until(() => state !== 'starting')
    if (state !== 'running') throw new Error(`${name} ${lastExit}; see its log`)
  }

  const faults: Record<NodeFault, () => Promise<void>> = {
    // Dies as in a crash, but stays dead until it is started, so that there is time to watch (as `docker kill` has it).
    kill: async () => {
      const which = requireProcess('killed')
      wanted = 'stop'
      signalGroup(which, 'SIGKILL')
      await until(() => process_ !== which)
    },
    stop,
    freeze: async () => {
      if (state === 'frozen') return
      requireProcess('frozen').kill('SIGSTOP')
      changed('frozen')
    },
    thaw: async () => {
      if (state !== 'frozen') throw new Error(`${name} is ${state} and not frozen`)
      requireProcess('thawed').kill('SIGCONT')
      changed('running')
    },
    start: async () => {
      if (state === 'frozen') return faults.thaw()
      if (process_) return
      if (timer) clearTimeout(timer)
      await launch()
    },
    restart: async () => {
      await stop()
      restarts++
      await launch()
    },
  }

  start(false)
  return {
    state: () => state,
    pid: () => process_?.pid ?? null,
    restarts: () => restarts,
    lastExit: () => lastExit,
    fault: (fault) => faults[fault](),
    close: stop,
  }
}
