// The link under ws, as the relay uses it.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import test, { type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type ClientOptions, WebSocket, WebSocketServer } from 'ws'
import { createLink, type Impair } from './index.ts'

const lab = async (t: TestContext, impair: Impair = {}) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const link = createLink({ impair })
  t.after(() => {
    link.close()
    for (const client of server.clients) client.terminate()
    server.close()
  })
  const dial = (options: ClientOptions = {}) =>
    new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/push`, {
      createConnection: link.createConnection as unknown as NonNullable<ClientOptions['createConnection']>,
      perMessageDeflate: false,
      ...options,
    })
  const connect = async () => {
    const accepted = once(server, 'connection')
    const child = dial()
    const [[parent]] = (await Promise.all([accepted, once(child, 'open')])) as [[WebSocket], unknown]
    return { parent, child }
  }
  return { link, server, dial, connect }
}

for (const [name, impair] of [
  ['clean', {}],
  ['impaired', { delaySeconds: 0.01, jitterSeconds: 0.005, rateBitsPerSecond: 50e6, loss: 0.001, seed: 5 }],
] as const) {
  test(`${name}: messages both ways, then a close with code and reason`, async (t) => {
    const { connect, link } = await lab(t, impair)
    const { parent, child } = await connect()
    const sent = Array.from({ length: 50 }, (_, index) => randomBytes(1 + index * 400))
    for (const [from, to] of [
      [parent, child],
      [child, parent],
    ] as const) {
      const got: Buffer[] = []
      const all = new Promise<void>((done) => {
        to.on('message', (bytes: Buffer) => {
          got.push(bytes)
          if (got.length === sent.length) done()
        })
      })
      for (const bytes of sent) from.send(bytes)
      await all
      assert.deepEqual(got, sent)
    }
    const closed = Promise.all([once(parent, 'close'), once(child, 'close')])
    child.close(4000, 'enough')
    const [[code, reason]] = await closed
    assert.equal(code, 4000)
    assert.equal(String(reason), 'enough')
    while (link.stats().connections > 0) await wait(5)
  })
}

test('ping and pong cross', async (t) => {
  const { connect } = await lab(t, { delaySeconds: 0.01 })
  const { child } = await connect()
  child.ping('x')
  const [echo] = await once(child, 'pong')
  assert.equal(String(echo), 'x')
})

test('a handshake that hangs in a partition times out', async (t) => {
  const { dial, link } = await lab(t, { partition: true })
  const child = dial({ handshakeTimeout: 50 })
  const [error] = await once(child, 'error')
  assert.match(error.message, /handshake has timed out/)
  if (child.readyState !== WebSocket.CLOSED) await once(child, 'close')
  while (link.stats().connections > 0) await wait(5)
})

test('a terminated child is closed for the parent too', async (t) => {
  const { connect } = await lab(t, { delaySeconds: 0.01 })
  const { parent, child } = await connect()
  child.terminate()
  await once(parent, 'close')
})

test('a parent that goes away closes the child', async (t) => {
  const { connect } = await lab(t)
  const { parent, child } = await connect()
  parent.terminate()
  const [code] = await once(child, 'close')
  assert.equal(code, 1006)
})
