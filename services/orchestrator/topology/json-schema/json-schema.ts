import * as z from 'zod'
import { TopologyFile } from '../schema.ts'

const NAMES = new Map([
  ['usual', 'default'],
  ['shown', 'examples'],
])

/** What schema.ts calls otherwise, by the names that editors know. */
const renamed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(renamed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [NAMES.get(key) ?? key, renamed(inner)]))
}

/** The JSON Schema that an editor checks and completes topology.yaml from; what it can't say is in the verifier. */
export const jsonSchema = (): string => {
  const { $schema, ...rest } = z.toJSONSchema(TopologyFile, { io: 'input', target: 'draft-7' })
  const title = 'Weir topology'
  const description = 'Generated from services/orchestrator/topology/schema.ts by `make generate`.'
  return `${JSON.stringify({ $schema, title, description, ...(renamed(rest) as object) }, null, 2)}\n`
}
