import { join } from 'node:path'
import { shownPlan } from '../runtime/conceal-plan.ts'
import { dot } from '../topology/graph/dot.ts'
import { mermaid } from '../topology/graph/mermaid.ts'
import { svg } from '../topology/graph/svg.ts'
import { loadPlan } from '../topology/load.ts'
import { UsageError } from '../topology/usage-error.ts'
import type { Context } from './context.ts'

const FORMATS = { mermaid, dot, svg }

export interface GraphOptions {
  readonly topology: string | undefined
  readonly format: string
  readonly json: boolean
}

/** `weir graph [topology]`: draws it, running or not; `--json` prints the plan. */
export const graph = async ({ root, print }: Context, { topology, format, json }: GraphOptions): Promise<void> => {
  if (!Object.hasOwn(FORMATS, format)) {
    throw new UsageError(`format "${format}", expected one of ${Object.keys(FORMATS).join(', ')}`)
  }
  const plan = loadPlan(topology, join(root, 'topology.yaml'))
  print(json ? JSON.stringify(shownPlan(plan), null, 2) : FORMATS[format as keyof typeof FORMATS](plan).trimEnd())
}
