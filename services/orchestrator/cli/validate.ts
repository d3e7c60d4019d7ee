import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { TopologyError } from '../topology/fault.ts'
import { isFileName, loadPlan, loadPlans } from '../topology/load.ts'
import type { Context } from './context.ts'

/** `weir validate <file>`, or what else `weir up` takes: all faults of a file and exit code 1, or how many topologies it has. Starts nothing. */
export const validate = async (
  { print, root }: Context,
  file: string,
  options: { readonly json: boolean },
): Promise<void> => {
  try {
    const whole = !file.includes('#') && (isFileName(file) || existsSync(file))
    const plans = whole ? loadPlans(resolve(file), file) : [loadPlan(file, join(root, 'topology.yaml'))]
    const names = plans.map((plan) => plan.topology)
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
