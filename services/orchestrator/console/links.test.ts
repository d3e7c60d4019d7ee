import assert from 'node:assert/strict'
import test from 'node:test'
import type { Impair, NodeState } from '@weir/relay/config'
import type { Runtime } from '../runtime/runtime.ts'
import { linkChanges } from './links.ts'

test('what the runtime does to a link is not done again when the child’s shaper shows none of it', async () => {
  const done: Impair[] = []
  const runtime: Pick<Runtime, 'changeLink' | 'nodes'> = {
    nodes: () => [],
    changeLink: async (_from, _to, impair) => {
      done.push(impair)
      return true
    },
  }
  const links = linkChanges(runtime as Runtime, { controlToken: 'token' })
  await links.change('in1', 'mid1', { delaySeconds: 0.2 })
  const clean = { parents: [{ id: 'in1', impair: {} }] } as unknown as NodeState
  links.reapply(new Map([['mid1', clean]]))
  assert.deepEqual(done, [{ delaySeconds: 0.2 }])
  assert.deepEqual(links.wanted('in1', 'mid1'), { delaySeconds: 0.2 })
})
