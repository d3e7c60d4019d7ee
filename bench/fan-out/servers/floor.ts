import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Server } from './server.ts'
import type { Source } from './source.ts'

/** native/floor.c. It prints the port that it listens on, and ends when the source does. */
export const startFloor = async (program: string, source: Source): Promise<Server> => {
  const child = spawn(program, [String(source.feedPort)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = new Promise<void>((ended) => child.once('exit', () => ended()))
  const line = new Promise<string>((heard) => createInterface({ input: child.stdout }).once('line', heard))
  const early = gone.then(() => Promise.reject<never>(new Error('the C floor ended by itself')))
  return {
    name: 'C floor',
    pid: child.pid as number,
    approach: { port: Number(await Promise.race([line, early])), path: '/' },
    close: () => {
      child.kill()
      return gone
    },
  }
}
