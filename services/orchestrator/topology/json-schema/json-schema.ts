import * as z from 'zod'
import { TopologyFile } from '../schema.ts'

/** The JSON Schema that an editor checks and completes topology.yaml from; what it can't say is in the verifier. */
export const jsonSchema = (): string => {
  const { $schema, ...rest } = z.toJSONSchema(TopologyFile, { io: 'input', target: 'draft-7' })
  const title = 'Weir topology'
  const description = 'Generated from services/orchestrator/topology/schema.ts by `make generate`.'
  return `${JSON.stringify({ $schema, title, description, ...rest }, null, 2)}\n`
}
