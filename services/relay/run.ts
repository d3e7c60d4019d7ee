// What every main does: read WEIR_NODE, start the node, attach the role, and end in an orderly way on a signal or when
// whoever started us is gone.
import { redact as redactByPlace } from '@weir/redact'
import type * as z from 'zod'
import type { RelayNode } from './api.ts'
import { compileSoon } from './compile-soon.ts'
import { NodeConfig, REFUSED_EXIT_CODE } from './config/index.ts'
import { nodeRedact, startNode } from './node.ts'

/** Attaches a role to the node; what it returns is called before the node closes. */
export type Attach = (node: RelayNode) => Promise<Detach | undefined> | Detach | undefined
export type Detach = () => Promise<void> | void

const CLOSE_MILLIS = 900

/** The node's configuration, or one sentence for every fault in it. */
export const readNodeConfig = (text: string | undefined): NodeConfig | { readonly faults: readonly string[] } => {
  if (!text) return { faults: ['WEIR_NODE is not set: it holds the configuration of the node, as JSON'] }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { faults: [`WEIR_NODE is not JSON: ${(error as Error).message}`] }
  }
  const config = NodeConfig.safeParse(value)
  return config.success ? config.data : { faults: config.error.issues.map((issue) => faultOf(issue, value)) }
}

const faultOf = ({ path, message }: z.core.$ZodIssue, value: unknown): string => {
  const found = path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key as string],
    value,
  )
  return `WEIR_NODE: ${path.join('.') || 'the whole'}: ${message}${found === undefined ? '' : `, got ${JSON.stringify(found)}`}`
}

/** Thrown by a role that can never work as it is configured, however often it is started. The message is one sentence. */
export class RefusedError extends Error {
  override readonly name: string = 'RefusedError'
}

/**
 * Runs a node until it is told to end. Exit code 78 when it can never work as it is configured, 1 when it can't start, 0
 * when told to end.
 */
export const runNode = async (attach?: Attach): Promise<void> => {
  const config = readNodeConfig(process.env.WEIR_NODE)
  if ('faults' in config) {
    for (const fault of config.faults) console.error(redactByPlace(fault))
    process.exit(REFUSED_EXIT_CODE)
  }
  const redact = nodeRedact(config)
  // As Node would, but for secrets.
  process.on('uncaughtException', (error: Error) => {
    console.error(redact(error?.stack ?? String(error)))
    process.exit(1)
  })
  // An orchestrator that crashed has closed the channel: nothing may outlive it.
  process.on('disconnect', () => process.exit(0))
  let detach: Detach | undefined
  let node: RelayNode | undefined
  const end = () => {
    setTimeout(() => process.exit(0), CLOSE_MILLIS).unref()
    Promise.resolve(detach?.())
      .then(() => node?.close())
      .finally(() => process.exit(0))
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  try {
    node = await startNode(config)
    detach = await attach?.(node)
  } catch (error) {
    console.error(redact(`${config.id}: ${(error as Error).message}`))
    process.exit(error instanceof RefusedError ? REFUSED_EXIT_CODE : 1)
  }
  process.send?.({ type: 'listening', port: node.port })
  compileSoon()
}
