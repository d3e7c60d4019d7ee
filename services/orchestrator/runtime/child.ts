// One supervised child process: started, restarted with backoff when it dies by itself, frozen, thawed, ended. Owns the
// process and its timer; the log is the caller's.

import type { ChildProcess } from 'node:child_process'
import { reasonOf } from '@weir/reason'
import { REFUSED_EXIT_CODE } from '@weir/relay/config'
import { backoffMillis } from '@weir/time'
import { failuresAfter, RESTART } from './backoff.ts'
import { isToBeDone } from './fault-rule.ts'
import { type GroupOptions, signalGroup, startGroup } from './process-group.ts'
import { type NodeFault, type NodeRunState, REFUSED } from './runtime.ts'
import { startGently } from './start-gently.ts'

/** With a channel it is called running when it says so there; without, once it has been spawned. */
export interface ChildOptions extends GroupOptions {
  readonly name: string
  /** How long a child may take to end by itself before it is killed, s. */
  readonly graceSeconds?: number
  /** Whenever it has been started again. */
  readonly onRestart?: () => void
  /** Others run already when it starts for the first time. */
  readonly gently?: boolean
}

export interface Child {
  state(): NodeRunState
  pid(): number | null
  restarts(): number
  lastExit(): string | null
  /** Does it if it is not so already (fault-rule.ts), and returns once it is so. Throws with one sentence when that can't be. */
  fault(fault: NodeFault): Promise<void>
  /** Ends it for good. */
  close(): Promise<void>
}

export const startChild = (options: ChildOptions): Child => {
  const { name, log, graceSeconds = 3 } = options
  let current: ChildProcess | null = null
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
    const started = startGroup(options)
    current = started
    // Only beside others that run: a whole lab is to start fast.
    const settle = again && options.channel && started.pid !== undefined ? startGently(started.pid) : () => {}
    started.on('message', (message: unknown) => {
      if ((message as { type?: unknown } | null)?.type === 'listening' && state === 'starting') {
        changed('running')
        settle()
      }
    })
    if (!options.channel) started.once('spawn', () => changed('running'))
    if (again) options.onRestart?.()
    // A command that can't be started emits `error` and no `exit`; to try again would change nothing.
    started.once('error', (error) => {
      if (current !== started) return
      current = null
      lastExit = `could not be started: ${reasonOf(error)}`
      changed('failed')
    })
    started.once('exit', (code, signal) =>
      ended(
        started,
        signal ? `killed by ${signal}` : code === REFUSED_EXIT_CODE ? REFUSED : `exited with code ${code}`,
      ),
    )
  }

  const ended = (which: ChildProcess, how: string) => {
    if (current !== which) return
    signalGroup(which, 'SIGKILL')
    current = null
    lastExit = how
    log.write(`weir: ${name} ${how}\n`)
    if (wanted === 'stop') return changed('stopped')
    if (how === REFUSED) return changed('failed')
    failures = failuresAfter(failures, (performance.now() - startedAt) / 1000)
    restarts++
    timer = setTimeout(start, backoffMillis(RESTART, failures - 1, Math.random()))
    changed('restarting')
  }

  const stop = async () => {
    wanted = 'stop'
    if (timer) clearTimeout(timer)
    timer = null
    const which = current
    if (!which) return changed('stopped')
    // A frozen process would take its SIGTERM only after a thaw.
    signalGroup(which, 'SIGCONT')
    which.kill('SIGTERM')
    const killer = setTimeout(() => signalGroup(which, 'SIGKILL'), graceSeconds * 1000)
    await until(() => current === null)
    clearTimeout(killer)
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
      const which = current
      // It waits for its next try.
      if (!which) return stop()
      wanted = 'stop'
      signalGroup(which, 'SIGKILL')
      await until(() => current !== which)
    },
    stop,
    freeze: async () => {
      current?.kill('SIGSTOP')
      changed('frozen')
    },
    thaw: async () => {
      current?.kill('SIGCONT')
      changed('running')
    },
    start: async () => {
      if (state === 'frozen') return faults.thaw()
      if (timer) clearTimeout(timer)
      // One that waits for its next try was counted when it died.
      if (state === 'stopped') restarts++
      await launch()
    },
    restart: async () => {
      await stop()
      restarts++
      await launch()
    },
  }

  start(options.gently ?? false)
  return {
    state: () => state,
    pid: () => current?.pid ?? null,
    restarts: () => restarts,
    lastExit: () => lastExit,
    fault: async (fault) => {
      if (isToBeDone(name, state, fault)) await faults[fault]()
    },
    close: stop,
  }
}
