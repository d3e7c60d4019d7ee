// A lab that runs, as another plan would have it: what stays keeps its ports, what comes back has the ones that it had, and
// edges that are new take the next free ones, since a person did not choose those.
import { settle } from '../apply/settle.ts'
import type { Lab } from '../runtime/lab.ts'
import { freePorts, whyNotHad } from '../runtime/ports.ts'
import type { Plan } from '../topology/plan.ts'

/** Throws with one sentence when there are no ports. */
export const changedLab = async (running: Lab, plan: Plan): Promise<Lab> => {
  const { gone = {}, ...ports } = running.ports
  const { console, prometheus, grafana } = ports
  const edges = plan.nodes.filter(({ roles }) => roles.includes('edge')).map(({ id }) => id)
  const known = new Map(Object.entries({ ...gone, ...ports.edges }))
  const had = new Map([...known].filter(([id]) => edges.includes(id)))
  // Somebody else may have taken it since.
  for (const [id, port] of had)
    if (!Object.hasOwn(ports.edges, id) && (await whyNotHad(port, running.bind)) !== null) had.delete(id)
  const come = edges.filter((id) => !had.has(id))
  // Nor one that an edge which is gone had: its address is not to lead to another.
  const taken = new Set([...known.values(), console, prometheus, grafana])
  const free = await freePorts(come.length, Math.min(...known.values()), running.bind, taken)
  const given = new Map([...had, ...come.map((id, i): [string, number] => [id, free[i] ?? 0])])
  return {
    ...running,
    plan: settle(running.plan, plan),
    ports: {
      ...ports,
      edges: Object.fromEntries(edges.map((id) => [id, given.get(id) ?? 0])),
      gone: Object.fromEntries([...known].filter(([id]) => !given.has(id))),
    },
  }
}
