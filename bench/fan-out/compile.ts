// The C programs of native/, made by whatever `cc` there is (CC names another), into .weir/: nothing of them is in git.
import { spawnSync } from 'node:child_process'
import { mkdirSync, renameSync } from 'node:fs'
import { join, resolve } from 'node:path'

const SOURCES = {
  viewers: ['viewers.c', 'viewer.c', 'message.c', 'scan.c', 'tally.c', 'mark.c'],
  floor: ['floor.c', 'mark.c'],
} as const
export type Program = keyof typeof SOURCES

const FOLDER = 'bench/fan-out/native'
const FLAGS = ['-O2', '-std=gnu11', '-Wall', '-Wextra']

/** Paths of the programs. Throws with one sentence when there is no compiler, or when it does not take them. */
export const compile = (): Record<Program, string> => {
  const compiler = process.env.CC || 'cc'
  const folder = resolve('.weir/fan-out')
  mkdirSync(folder, { recursive: true })
  const made = (Object.keys(SOURCES) as Program[]).map((program) => {
    const path = join(folder, program)
    const sources = SOURCES[program].map((name) => join(FOLDER, name))
    // Another bench may be running what was made before.
    const fresh = `${path}.${process.pid}`
    const { error, status } = spawnSync(compiler, [...FLAGS, '-o', fresh, ...sources], { stdio: 'inherit' })
    if (error) {
      throw new Error(
        `no C compiler: ${compiler} could not be started (${error.message}). The viewers of this bench are a C program, since ones in Node would cost more than what they load: install gcc or clang, or set CC`,
      )
    }
    if (status !== 0) throw new Error(`${compiler} did not make ${program} of ${sources.join(', ')}`)
    renameSync(fresh, path)
    return [program, path] as const
  })
  return Object.fromEntries(made) as Record<Program, string>
}
