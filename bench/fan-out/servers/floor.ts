import { createInterface } from 'node:readline'
import { startGuarded } from './guarded.ts'
import type { Server } from './server.ts'
import type { Source } from './source.ts'

/** native/floor.c. It prints the port that it listens on. */
export const startFloor = async (program: string, source: Source): Promise<Server> => {
  const name = 'C floor'
  const { child, pid, early, end } = startGuarded(name, program, [String(source.feedPort)])
  const line = new Promise<string>((heard) => {
    if (child.stdout) createInterface({ input: child.stdout }).once('line', heard)
  })
  return { name, pid, approach: { port: Number(await Promise.race([line, early])), path: '/' }, close: end }
}
