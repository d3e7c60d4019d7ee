import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import test, { type TestContext } from 'node:test'
import type { NodeState } from '@weir/relay/config'
import { nodeToken } from '../runtime/node-config.ts'
import { wiringChanges } from './wiring.ts'

const lab = { controlToken: 'a token for the tests' }
const WIRING = {
  parents: [{ id: 'in1', index: 0, url: 'ws://10.213.48.2:8080/push', impair: {} }],
  edges: [],
  nodes: [],
  children: ['10.213.48.11'],
}
const STATE = {
  id: 'mid',
  uptimeSeconds: 10,
  parents: [{ id: 'in1', url: 'ws://10.213.48.2:8080/push' }],
  childAddresses: ['10.213.48.11'],
} as unknown as NodeState

/** A node that writes down what it is told, and the orchestrator's side. */
const start = async (t: TestContext) => {
  const told: unknown[] = []
  const server = createServer(async (request, response) => {
    assert.equal(request.headers.authorization, `Bearer ${nodeToken(lab, 'mid')}`)
    told.push(JSON.parse(await text(request)))
    response.end()
    server.emit('told')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const internalUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const runtime = { nodes: () => [{ id: 'mid', internalUrl }], wiring: () => WIRING }
  const changes = wiringChanges(runtime as unknown as Parameters<typeof wiringChanges>[0], lab)
  return {
    told,
    look: (state: Partial<NodeState>) => changes.reapply(new Map([['mid', { ...STATE, ...state }]])),
    untilTold: () => new Promise((resolve) => server.once('told', resolve)),
  }
}

test('a node that knows its parents and children is told nothing', async (t) => {
  const { told, look } = await start(t)
  look({})
  look({ uptimeSeconds: 11 })
  await new Promise((wake) => setTimeout(wake, 50))
  assert.deepEqual(told, [])
})

for (const [what, state] of [
  ['children', { childAddresses: [] }],
  ['children, from a version that says none', { childAddresses: undefined }],
  ['parents', { parents: [] }],
] as const)
  test(`one that knows others for ${what} is told, also by an orchestrator that has just started`, {
    timeout: 10_000,
  }, async (t) => {
    const { told, look, untilTold } = await start(t)
    const done = untilTold()
    look(state as Partial<NodeState>)
    await done
    assert.deepEqual(told, [WIRING])
  })
