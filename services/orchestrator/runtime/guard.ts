// Ties a child's life to ours. The kernel kills it (PDEATHSIG) when we die, however we die, and even when it is frozen
// and so can't notice by itself that its channel closed. Linux with util-linux's setpriv; elsewhere the channel alone
// has to do.
import { spawnSync } from 'node:child_process'

export type Guard = (command: string, args: readonly string[]) => readonly [command: string, args: readonly string[]]

/** Asks the machine once. Note that the kernel means the thread that starts the child: Node's main thread. */
export const findGuard = (): Guard => {
  const works =
    process.platform === 'linux' &&
    spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true'], { stdio: 'ignore' }).status === 0
  if (!works) return (command, args) => [command, args]
  return (command, args) => ['setpriv', ['--pdeathsig', 'KILL', command, ...args]]
}
