import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
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

test('a frozen node is told nothing, since it would act on it when it is thawed', async (t) => {
  let asked = 0
  const node = createServer((_request, response) => {
    asked++
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(node, 'listening')
  t.after(() => node.close())
  const internalUrl = `http://127.0.0.1:${(node.address() as AddressInfo).port}`
  const state = { now: 'frozen' }
  const runtime = { nodes: () => [{ id: 'mid1', state: state.now, internalUrl }] } as unknown as Runtime
  const links = linkChanges(runtime, { controlToken: 'token' })
  await assert.rejects(
    links.change('in1', 'mid1', { delaySeconds: 0.2 }),
    /^Error: mid1 is frozen, so that nothing is changed; `weir thaw mid1` lets it go on$/,
  )
  assert.deepEqual([asked, links.wanted('in1', 'mid1')], [0, undefined])
  state.now = 'running'
  await links.change('in1', 'mid1', { delaySeconds: 0.2 })
  assert.deepEqual([asked, links.wanted('in1', 'mid1')], [1, { delaySeconds: 0.2 }])
})
