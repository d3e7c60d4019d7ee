import { resolve } from 'node:path'
import { TopologyError } from '../topology/fault.ts'
import { loadPlans } from '../topology/load.ts'
import type { Context } from './context.ts'

/** `weir validate <file>`: all faults of a file and exit code 1, or how many topologies it has. Starts nothing. */
export const validate = async (
  { print }: Context,
  file: string,
  options: { readonly json: boolean },
): Promise<void> => {
  try {
    const names = loadPlans(resolve(file), file).map((plan) => plan.topology)
    if (options.json) print(JSON.stringify({ file, topologies: names, faults: [] }))
    else
      print(
        `${file} is right: ${names.length === 1 ? '1 topology' : `${names.length} topologies`} (${names.join(', ')})`,
      )
  } catch (error) {
    if (!options.json || !(error instanceof TopologyError)) throw error
    print(JSON.stringify({ file, topologies: [], faults: error.faults }, null, 2))
    process.exitCode = 1
  }
}
