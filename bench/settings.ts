// The benches' variables: what one may be, and how a bench reads all of its own before it does anything. The reader is that
// of the lab's (services/settings): blank is as not set, and every value that can't be meant is told at once.
import { loadPlan } from '@weir/orchestrator/topology/load'
import { readAll, type Setting, SettingsError, type SettingTable, type Values } from '@weir/settings'

/** A whole number, from `least` on. */
export const count = (name: string, usual: number, least = 1): Setting<number> => ({
  name,
  usual,
  expected: `a whole number from ${least} on`,
  parse: (text) => (/^\d{1,9}$/.test(text) && Number(text) >= least ? Number(text) : undefined),
})

/** Several, with commas between. */
export const counts = (name: string, usual: readonly number[]): Setting<readonly number[]> => ({
  name,
  usual,
  expected: `whole numbers above 0, as in ${usual.join(',')}`,
  parse: (text) => (/^[1-9]\d{0,8}(,[1-9]\d{0,8})*$/.test(text) ? text.split(',').map(Number) : undefined),
})

/** A number above 0, and of something that is a part of a whole at most 1. */
export const number = (name: string, usual: number, most = Number.POSITIVE_INFINITY): Setting<number> => ({
  name,
  usual,
  expected: most === Number.POSITIVE_INFINITY ? 'a number above 0' : `a number above 0, at most ${most}`,
  parse: (text) =>
    /^\d{1,9}(\.\d{1,9})?$/.test(text) && Number(text) > 0 && Number(text) <= most ? Number(text) : undefined,
})

/** Some of `all`, in the order of these. */
export const choice = <const Name extends string>(
  name: string,
  all: readonly Name[],
  usual: readonly Name[] = all,
): Setting<readonly Name[]> => ({
  name,
  usual,
  expected: `some of ${all.join(',')}`,
  parse: (text) => {
    const asked = text.split(',')
    return asked.every((one) => all.includes(one as Name)) ? all.filter((one) => asked.includes(one)) : undefined
  },
})

/** One of `all`. */
export const one = <const Name extends string, Usual extends Name | null>(
  name: string,
  all: readonly Name[],
  usual: Usual,
): Setting<Name | Usual> => ({
  name,
  usual,
  expected: all.length === 1 ? `${all[0]}` : `one of ${all.join(',')}`,
  parse: (text) => all.find((known) => known === text),
})

/** What `make up` takes. */
export const topology = (name: string, usual: string): Setting<string> => ({
  name,
  usual,
  expected: 'a topology that `make list` names, a generator or a file',
  parse: (text) => {
    try {
      loadPlan(text, 'topology.yaml')
      return text
    } catch {
      return undefined
    }
  },
})

/** Anything. */
export const words = <Usual extends string | null>(name: string, usual: Usual): Setting<string | Usual> => ({
  name,
  usual,
  expected: 'a text',
  parse: (text) => text,
})

/** Reads a bench's variables. Says what can't be meant, and then ends the bench with exit code 2. */
export const settingsOf = <T extends SettingTable>(table: T): Values<T> => {
  try {
    return readAll(table, process.env)
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    console.error(error.message)
    process.exit(2)
  }
}
