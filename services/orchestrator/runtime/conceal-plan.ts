// Takes out of a plan the secrets that its topology writes out (rtsp://user:password@…): the lab's files, tokens apart, are to
// hold none. What is taken out goes on as variables in the environment of whoever opens the source. Pure.
import { tokenFor } from '@weir/doors'
import { conceal } from '@weir/redact'
import type { Plan, PlannedNode } from '../topology/plan.ts'
import type { Lab } from './lab.ts'
import { nodeVariables } from './node-config.ts'
import type { Secrets } from './secrets.ts'

/** Compose is given none that begins with WEIR_ (docker/command.ts). */
const PREFIX = 'SOURCE_SECRET_'

/** The same secret has the same name throughout a lab, so that a changed one is seen; without the lab's token it tells nothing. */
const namedBy =
  ({ controlToken }: Pick<Lab, 'controlToken'>) =>
  (secret: string): string =>
    PREFIX + Buffer.from(tokenFor(controlToken, `/source ${secret}`), 'base64url').toString('hex', 0, 8)

const withAddresses = (plan: Plan, change: (address: string) => string): Plan => {
  const changed = (node: PlannedNode): PlannedNode => ({
    ...node,
    streams: Object.fromEntries(
      Object.entries(node.streams).map(([name, stream]) =>
        stream.source === 'url' && stream.input ? [name, { ...stream, input: change(stream.input) }] : [name, stream],
      ),
    ),
  })
  return { ...plan, nodes: plan.nodes.map(changed) }
}

export const concealPlan = (plan: Plan, lab: Pick<Lab, 'controlToken'>): { plan: Plan; secrets: Secrets } => {
  const nameOf = namedBy(lab)
  const secrets: Record<string, string> = {}
  const concealed = withAddresses(plan, (address) => {
    const { input, secrets: own } = conceal(address, nameOf)
    Object.assign(secrets, own)
    return input
  })
  return { plan: concealed, secrets }
}

/** To be looked at, without a lab. */
export const shownPlan = (plan: Plan): Plan => withAddresses(plan, (address) => conceal(address, () => 'SECRET').input)

/** What the nodes of a plan take from an environment, of what is there. */
export const takenFrom = (plan: Plan, env: Readonly<Record<string, string | undefined>>): Secrets =>
  Object.fromEntries(
    plan.nodes.flatMap(nodeVariables).flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  )
