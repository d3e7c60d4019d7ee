// Tells a process from a later one with the same pid, by when it was started.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface ProcessIdentity {
  readonly pid: number
  readonly startTime: string
}

/** Null when there is no such process (a zombie counts as none). */
export const identify = (pid: number): ProcessIdentity | null => {
  try {
    if (process.platform !== 'linux') {
      const startTime = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
      return startTime === '' ? null : { pid, startTime }
    }
    // proc(5): the name in parentheses may have spaces in it; field 3 is the state, field 22 the start in clock ticks.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return fields[0] === 'Z' || fields[19] === undefined ? null : { pid, startTime: fields[19] }
  } catch {
    return null
  }
}

export const isAlive = ({ pid, startTime }: ProcessIdentity): boolean => identify(pid)?.startTime === startTime

/**
 * SIGTERM, and SIGKILL when it is still there after `graceSeconds`. Returns once it is gone; at once when it is another
 * process by now.
 */
export const endProcess = async (identity: ProcessIdentity, graceSeconds: number): Promise<void> => {
  const deadline = performance.now() + graceSeconds * 1000
  for (let signal: NodeJS.Signals | null = 'SIGTERM'; isAlive(identity); ) {
    if (performance.now() > deadline) signal = 'SIGKILL'
    if (signal) process.kill(identity.pid, signal)
    signal = null
    // It is no child of ours, so that there is no event for its end.
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
