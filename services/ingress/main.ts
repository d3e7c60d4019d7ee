// A relay with sources in front: what to capture stands in WEIR_NODE.
import { runNode } from '@weir/relay'
import { attachIngress } from './index.ts'

await runNode(attachIngress)
