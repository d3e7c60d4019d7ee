// Prints the JSON Schema of topology.yaml; `make generate` writes it to topology.schema.json.
import { jsonSchema } from './json-schema.ts'

process.stdout.write(jsonSchema())
