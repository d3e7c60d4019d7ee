// One node that is ingress and edge.
import { attachEdge } from '@weir/edge'
import { attachIngress } from '@weir/ingress'
import { runNode } from '@weir/relay'

await runNode(async (node) => {
  const ingress = await attachIngress(node)
  await attachEdge(node)
  return ingress
})
