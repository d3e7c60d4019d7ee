// What a process took and holds, as Linux tells it (proc(5)).
import { readdirSync, readFileSync } from 'node:fs'

export interface CpuTime {
  readonly userSeconds: number
  readonly systemSeconds: number
}

/** USER_HZ, which is 100 wherever Node runs on Linux. */
const TICKS_PER_SECOND = 100
/** Fields of /proc/<pid>/stat, counted from the one behind the name: utime and stime. */
const USER_FIELD = 11
const SYSTEM_FIELD = 12

/** All threads, ended ones too. What is sent over loopback is received in the sender's time: that is in it. */
export const cpuTimeOf = (pid: number): CpuTime => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // A name may have spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const seconds = (field: number) => Number(fields[field]) / TICKS_PER_SECOND
  return { userSeconds: seconds(USER_FIELD), systemSeconds: seconds(SYSTEM_FIELD) }
}

export const residentBytesOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) * 1024

export const openFilesOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length
