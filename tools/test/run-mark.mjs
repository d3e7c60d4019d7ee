// Which processes a run of the tests has started: all have its mark in their environment, and so have those that they start,
// detached or not. For an end that comes too early, when nobody else knows of them any more. Where there is no /proc none
// is found.
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const NAME = 'RUN_OF_TESTS'

/** @typedef {{ pid: number, mark: string, command: string }} Marked */

const read = (/** @type {string} */ file) => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Null when there is no such process; field 22 of proc(5) tells it from a later one of the same number. */
const markOf = (/** @type {number} */ pid) => {
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ')
  return fields[19] === undefined || fields[0] === 'Z' ? null : `${pid}.${fields[19]}`
}

/** Marks this process and all that it starts from now on. */
export const markRun = () => {
  const mark = markOf(process.pid) ?? ''
  process.env[NAME] = mark
  return mark
}

/** @type {() => Marked[]} */
const marked = () =>
  read('/proc/self/stat') === ''
    ? []
    : readdirSync('/proc')
        .map(Number)
        .filter((pid) => pid > 0 && pid !== process.pid)
        .flatMap((pid) => {
          const own = read(`/proc/${pid}/environ`)
            .split('\0')
            .find((text) => text.startsWith(`${NAME}=`))
          const mark = own?.slice(NAME.length + 1)
          return mark ? [{ pid, mark, command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }] : []
        })

const isATest = (/** @type {Marked} */ { command }) => /\.test\.m?js$/.test(command)

/** Sends none to who has gone since. */
const signal = (/** @type {Marked[]} */ processes, /** @type {NodeJS.Signals} */ name) => {
  for (const { pid } of processes) {
    try {
      process.kill(pid, name)
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error
    }
  }
}

/** Waits until none of them is left, `seconds` at most, and gives those that are. */
const untilGone = async (/** @type {() => Marked[]} */ processes, /** @type {number} */ seconds) => {
  for (const deadline = performance.now() + seconds * 1000; performance.now() < deadline; await sleep(50))
    if (processes().length === 0) return []
  return processes()
}

const end = async (/** @type {() => Marked[]} */ processes) => {
  signal(processes(), 'SIGTERM')
  // Frozen, they hear nothing.
  signal(await untilGone(processes, 10), 'SIGKILL')
}

/** Ends what the runs have left that are there no more. */
export const endLeftovers = () => end(() => marked().filter(({ mark }) => markOf(Number.parseInt(mark, 10)) !== mark))

/** Ends what a run has started: its tests have been told, and end their labs first. */
export const endRun = async (/** @type {string} */ run) => {
  const own = () => marked().filter(({ mark }) => mark === run)
  await untilGone(() => own().filter(isATest), 60)
  await end(own)
}
