// An edge: a relay that serves viewers.
import { runNode } from '@weir/relay'
import { attachEdge } from './index.ts'

await runNode((node) => attachEdge(node))
