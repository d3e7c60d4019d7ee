import { type ChildProcess, spawn } from 'node:child_process'
import { findGuard } from '@weir/orchestrator/runtime/guard'

export interface Guarded {
  readonly child: ChildProcess
  readonly pid: number
  /** Rejects when it ends before it is told to. */
  readonly early: Promise<never>
  /** Ends it; done once it has ended. */
  end(): Promise<void>
}

/** Starts a program that is not Node's, and so has no channel that would end it with us. */
export const startGuarded = (name: string, program: string, words: readonly string[], env = process.env): Guarded => {
  const [command, args] = findGuard()(program, words)
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env })
  let told = false
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const early = new Promise<never>((_, reject) => {
    gone.then(() => told || reject(new Error(`${name} ended by itself`)))
  })
  // It is waited for while the server starts; later the series say so, since its viewers are gone.
  early.catch(() => undefined)
  return {
    child,
    pid: child.pid ?? 0,
    early,
    end: () => {
      told = true
      child.kill()
      return gone
    },
  }
}
