// A lab that runs, as another plan would have it: what stays keeps its ports, and edges that come take the next free ones,
// since a person did not choose those.
import { settle } from '../apply/settle.ts'
import type { Lab } from '../runtime/lab.ts'
import { freePorts } from '../runtime/ports.ts'
import type { Plan } from '../topology/plan.ts'

/** Throws with one sentence when there are no ports. */
export const changedLab = async (running: Lab, plan: Plan): Promise<Lab> => {
  const { edges: had, console, prometheus, grafana } = running.ports
  const edges = plan.nodes.filter(({ roles }) => roles.includes('edge')).map(({ id }) => id)
  const come = edges.filter((id) => had[id] === undefined)
  const taken = new Set([...Object.values(had), console, prometheus, grafana])
  const free = await freePorts(come.length, Math.min(...Object.values(had)), running.bind, taken)
  const ports = new Map(come.map((id, i) => [id, free[i] ?? 0]))
  return {
    ...running,
    plan: settle(running.plan, plan),
    ports: { ...running.ports, edges: Object.fromEntries(edges.map((id) => [id, had[id] ?? ports.get(id) ?? 0])) },
  }
}
