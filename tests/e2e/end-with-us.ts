// Ties a command to the process that runs it: when that exits before the command has, the command is told to end, and is
// waited for, so that it starts nothing more.
import type { ChildProcess } from 'node:child_process'
import { identify } from '@weir/orchestrator/runtime/identity'

/** A command that is told to end takes down what it has started. */
const GRACE_SECONDS = 20

/** What is returned unties it. */
export const endWithUs = (child: ChildProcess): (() => void) => {
  const end = () => {
    const { pid } = child
    if (pid === undefined) return
    child.kill('SIGTERM')
    const nothing = new Int32Array(new SharedArrayBuffer(4))
    // No event comes any more while a process exits.
    for (const deadline = performance.now() + GRACE_SECONDS * 1000; identify(pid) && performance.now() < deadline; )
      Atomics.wait(nothing, 0, 0, 20)
  }
  // Before what ends the lab, which was there first.
  process.prependListener('exit', end)
  return () => process.off('exit', end)
}
