// Errors as Node itself makes them, where a test can have them made.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net'
import test from 'node:test'
import { reasonOf } from './reason.ts'

/** A port of this machine that nobody listens on. */
const freePort = async (): Promise<number> => {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
const thrown = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => assert.fail('nothing failed'),
    (error) => error,
  )

test('a port where nobody listens, asked by a socket, by fetch, and by a name of two addresses', async () => {
  const port = await freePort()
  const errorOf = async (host: string) =>
    (await once(connect({ host, port }), 'connect').catch((error) => error)) as Error
  assert.equal(reasonOf(await errorOf('127.0.0.1')), 'nobody listens there')
  assert.equal(reasonOf(await thrown(fetch(`http://127.0.0.1:${port}`))), 'nobody listens there')
  // Empty, where both were tried: the message is each attempt's own.
  assert.equal(reasonOf(new AggregateError([await errorOf('127.0.0.1')], '')), 'nobody listens there')
})

test('an answer that does not come, or is broken off', async (t) => {
  const silent = createServer((request, response) => {
    if (request.url === '/cut') response.destroy()
  }).listen(0, '127.0.0.1')
  t.after(() => {
    silent.closeAllConnections()
    silent.close()
  })
  await once(silent, 'listening')
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
  assert.equal(reasonOf(await thrown(fetch(url, { signal: AbortSignal.timeout(20) }))), 'no answer in time')
  assert.equal(reasonOf(await thrown(fetch(`${url}/cut`))), 'the other side broke the connection off')
})

test('a program that is not there', async () => {
  const [error] = await once(spawn('/nowhere/ffmpeg'), 'error')
  assert.equal(reasonOf(error), 'there is no such file')
})

test('a sentence of our own stays, and nothing is ever empty', () => {
  assert.equal(reasonOf(new Error('mid-a is no parent of edge1')), 'mid-a is no parent of edge1')
  assert.equal(reasonOf(new Error('')), 'Error')
  assert.equal(reasonOf('gone'), 'gone')
  assert.equal(reasonOf(new Error('Unexpected server response: 421')), 'it refuses the connection (HTTP 421)')
})
