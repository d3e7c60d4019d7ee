// `weir list`: what TOPOLOGY can be. Names of topology.yaml, example labs, generators with what they take.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { wrapped } from '@weir/terminal'
import { counted } from '../topology/counted.ts'
import { GENERATOR_FORMS, GENERATOR_OPTIONS } from '../topology/generate.ts'
import { loadPlans } from '../topology/load.ts'
import type { Plan } from '../topology/plan.ts'
import type { Context } from './context.ts'
import { columns } from './report.ts'

interface Listed {
  /** What to give as TOPOLOGY. */
  readonly topology: string
  readonly nodes: number
  readonly description: string
}

const listed = (topology: string, plan: Plan): Listed => ({
  topology,
  nodes: plan.nodes.length,
  description: plan.description,
})

/** A folder each, with a topology.yaml, or a file of their own. One that is broken is left to `weir validate`. */
const labsIn = (root: string): Listed[] => {
  const folder = join(root, 'labs')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .map((name) => (/\.ya?ml$/.test(name) ? `labs/${name}` : `labs/${name}/topology.yaml`))
    .filter((file) => existsSync(join(root, file)))
    .flatMap((file) => {
      try {
        return loadPlans(join(root, file), file).map((plan, _, all) =>
          listed(all.length === 1 ? file : `${file}#${plan.topology}`, plan),
        )
      } catch {
        return []
      }
    })
}

export const list = async (
  { root, print, columns: width }: Context,
  options: { readonly json: boolean },
): Promise<void> => {
  const shipped = loadPlans(join(root, 'topology.yaml'), 'topology.yaml').map((plan) => listed(plan.topology, plan))
  const labs = labsIn(root)
  if (options.json) {
    print(
      JSON.stringify(
        { topologies: [...shipped, ...labs], generators: GENERATOR_FORMS, generatorOptions: GENERATOR_OPTIONS },
        null,
        2,
      ),
    )
    return
  }
  const rows = (all: readonly Listed[]) =>
    columns(
      all.map(({ topology, nodes, description }) => [`  ${topology}`, counted(nodes, 'node'), description]),
      width,
    )
  const lines = [
    'topologies of topology.yaml:',
    ...rows(shipped),
    ...(labs.length > 0 ? ['', 'labs:', ...rows(labs)] : []),
    '',
    'generators, with what they take and what it is when left out:',
    ...GENERATOR_FORMS.map((form) => `  ${form}`),
    `  each also ${GENERATOR_OPTIONS.join(', ')}: chain:hops=5,delay=20ms`,
  ]
  for (const line of lines.flatMap((line) => wrapped(line, 2, width))) print(line)
}
