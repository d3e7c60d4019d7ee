// What the engine says of a container, in the words of a lab. Pure.

import { REFUSED_EXIT_CODE } from '@weir/relay/config'
import type Docker from 'dockerode'
import { type NodeRunState, REFUSED } from '../runtime.ts'

type EngineState = Awaited<ReturnType<Docker.Container['inspect']>>['State']

export const stateOf = ({ Status }: Pick<EngineState, 'Status'>): NodeRunState => {
  switch (Status) {
    case 'running':
      return 'running'
    case 'paused':
      return 'frozen'
    case 'restarting':
      return 'restarting'
    case 'created':
      return 'starting'
    // The engine restarts what fails, so that what stays down was put down.
    case 'exited':
    case 'removing':
      return 'stopped'
    default:
      return 'failed'
  }
}

/** From 128 up, a shell's convention: the number of the signal is the rest. */
const SIGNALS: Readonly<Record<number, string>> = {
  130: 'SIGINT',
  134: 'SIGABRT',
  137: 'SIGKILL',
  139: 'SIGSEGV',
  143: 'SIGTERM',
}

/** `outOfMemory`: the kernel had just ended a process of that container for the container's limit. */
export const exitInWords = (code: number, outOfMemory = false): string => {
  if (outOfMemory && SIGNALS[code] === 'SIGKILL') return 'killed for want of memory, at the limit of its container'
  return code === REFUSED_EXIT_CODE
    ? REFUSED
    : SIGNALS[code]
      ? `killed by ${SIGNALS[code]}`
      : `exited with code ${code}`
}
