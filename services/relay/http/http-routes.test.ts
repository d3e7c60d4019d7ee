import assert from 'node:assert/strict'
import test from 'node:test'
import { testNode } from '../tests/test-viewer.ts'

test('the impairment of a link changes for whoever holds the token, and for nobody else', async () => {
  const parent = await testNode(0, 'in1')
  const controlToken = 'correct horse battery staple'
  const child = await testNode(1, 'mid', [{ node: parent, index: 0, id: 'in1' }], { controlToken })
  const put = (node: { port: number }, id: string, body: string, token?: string) =>
    fetch(`http://127.0.0.1:${node.port}/api/links/${id}`, {
      method: 'PUT',
      body,
      headers: token ? { authorization: `Bearer ${token}` } : {},
    })
  try {
    const cases = [
      [await put(parent, 'x', '{}', controlToken), 403],
      [await put(child, 'in1', '{}'), 401],
      [await put(child, 'in1', '{}', 'wrong'), 401],
      [await put(child, 'in1', '{"delay":1}', controlToken), 400],
      [await put(child, 'in1', 'delay', controlToken), 400],
      [await put(child, 'in2', '{}', controlToken), 404],
      [await put(child, 'in1', '{"delaySeconds":0.05}', controlToken), 200],
      [await fetch(`http://127.0.0.1:${child.port}/nothing`), 404],
      [await fetch(`http://127.0.0.1:${child.port}/api/links/in1`), 404],
    ] as const
    assert.deepEqual(
      cases.map(([{ status }]) => status),
      cases.map(([, expected]) => expected),
    )
    assert.ok(cases.every(([{ headers }]) => !headers.has('access-control-allow-origin')))
    assert.deepEqual(child.state().parents[0]?.impair, { delaySeconds: 0.05 })
  } finally {
    await Promise.all([child.close(), parent.close()])
  }
})

test('requests that the relay does not take go to the role on top', async () => {
  const node = await testNode(0, 'edge1')
  node.handleRequests((request, response) => response.end(`role: ${request.url}`))
  node.addHealthCheck(() => 'the camera is unplugged')
  try {
    assert.equal(await (await fetch(`http://127.0.0.1:${node.port}/watch/cam`)).text(), 'role: /watch/cam')
    const health = await fetch(`http://127.0.0.1:${node.port}/healthz`)
    assert.equal(health.status, 503)
    assert.deepEqual(await health.json(), { healthy: false, faults: ['the camera is unplugged'] })
  } finally {
    await node.close()
  }
})
