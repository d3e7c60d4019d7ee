import assert from 'node:assert/strict'
import { createServer, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import test, { type TestContext } from 'node:test'
import { basicOf, prometheusLogin } from '../runtime/prometheus-login.ts'
import { openPrometheusDoor } from './prometheus-door.ts'

const controlToken = 'a token for the tests'
const LOGIN = basicOf(prometheusLogin({ controlToken }))

interface Asked {
  readonly line: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** A Prometheus that writes down what it is asked, and the door before it. */
const start = async (t: TestContext, more: { publicUrl?: string; fromNode?: boolean; behind?: string } = {}) => {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const body = await text(request)
    asked.push({ line: `${request.method} ${request.url}`, headers: request.headers, body })
    if (request.headers.authorization !== LOGIN) {
      response.writeHead(401, { 'www-authenticate': 'Basic' })
      return response.end()
    }
    if (request.url === '/slow') return
    if (request.url === '/torn') {
      response.writeHead(200, { 'content-length': 10 })
      return response.write('half', () => response.destroy())
    }
    response.writeHead(200, { 'content-type': 'text/x-told', 'set-cookie': ['a=1', 'b=2'] })
    response.end(`told ${request.url}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const behind = more.behind ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const door = await openPrometheusDoor({
    lab: {
      doors: { hosts: ['lab.example'], own: ['https://lab.example'], origins: ['https://classroom.example'] },
      bind: '127.0.0.1',
      ports: { console: 0, edges: {}, nodes: 0, prometheus: 0, grafana: 0 },
      publicUrl: more.publicUrl ?? null,
      controlToken,
    },
    runtime: { hasAddress: () => more.fromNode ?? false },
    behind,
    listen: '127.0.0.1',
  })
  t.after(async () => {
    await door.close()
    server.close()
    server.closeAllConnections()
  })
  const ask = (headers: Record<string, string> = {}, path = '/api/v1/query?query=up', method = 'GET', body?: string) =>
    new Promise<{ status: number | undefined; headers: Asked['headers']; text: string }>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: door.port, agent: false, path, method, headers }, (one) => {
        text(one).then((body) => resolve({ status: one.statusCode, headers: one.headers, text: body }), reject)
      })
      sent.once('error', reject)
      sent.end(body)
    })
  return { asked, ask, port: door.port, server }
}

const CASES: readonly (readonly [string, Record<string, string>, number])[] = [
  ['a program', {}, 200],
  ['its own page', { host: '127.0.0.1:9090', origin: 'http://127.0.0.1:9090' }, 200],
  ['by localhost', { host: 'localhost:9090' }, 200],
  ['by a name that the lab knows', { host: 'lab.example' }, 200],
  ['a rebound name', { host: 'rebound.example:9090' }, 421],
  ['a rebound name with its own origin', { host: 'rebound.example', origin: 'http://rebound.example' }, 421],
  ['a page from elsewhere', { origin: 'http://evil.example' }, 403],
  ['a sandbox', { origin: 'null' }, 403],
  ['another page of this machine', { host: '127.0.0.1:9090', origin: 'http://127.0.0.1:3000' }, 403],
  ['a page that may watch', { origin: 'https://classroom.example' }, 403],
  ['what a foreign page embeds', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
]
test('who is let in', async (t) => {
  const { ask, asked } = await start(t)
  for (const [name, headers, status] of CASES) {
    asked.length = 0
    assert.equal((await ask(headers)).status, status, name)
    assert.equal((await ask(headers, '/api/v1/query', 'POST', 'query=up')).status, status, `${name}, by POST`)
    assert.equal(asked.length, status === 200 ? 2 : 0, `${name}: Prometheus hears of nobody else`)
  }
})

test('a node of the lab is not, by whatever Host', async (t) => {
  const { ask, asked } = await start(t, { fromNode: true })
  const answer = await ask()
  assert.deepEqual([answer.status, answer.text], [403, 'Prometheus is not for nodes of the lab\n'])
  assert.equal(asked.length, 0)
})

test('behind a proxy it goes by the name that it has there', async (t) => {
  const { ask } = await start(t, { publicUrl: 'https://{node}.example.org/' })
  assert.equal((await ask({ host: 'prometheus.example.org', origin: 'https://prometheus.example.org' })).status, 200)
  assert.equal((await ask({ host: 'edge1.example.org' })).status, 421)
})

test('what is let in is passed on whole, with the login and without that of who asks', async (t) => {
  const { ask, asked } = await start(t)
  const answer = await ask({ authorization: 'Basic made-up', cookie: 'a=1' }, '/api/v1/query', 'POST', 'query=up')
  assert.deepEqual([answer.status, answer.text], [200, 'told /api/v1/query'])
  assert.deepEqual([answer.headers['content-type'], answer.headers['set-cookie']], ['text/x-told', ['a=1', 'b=2']])
  assert.deepEqual([asked[0]?.line, asked[0]?.body], ['POST /api/v1/query', 'query=up'])
  assert.deepEqual([asked[0]?.headers.authorization, asked[0]?.headers.cookie], [LOGIN, 'a=1'])
})

test('a request within the body of another one is none', async (t) => {
  const { port, asked } = await start(t)
  const socket = connect(port, '127.0.0.1')
  const inner = 'GET /inner HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'
  socket.write(
    `GET /outer HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`,
  )
  assert.match(await text(socket), /told \/outer/)
  assert.deepEqual(
    asked.map(({ line, body }) => [line, body]),
    [['GET /outer', '']],
  )
})

test('no byte that is odd in a path or a header ends the door', async (t) => {
  const { ask, port } = await start(t)
  const bytes = Array.from({ length: 255 }, (_, i) => i + 1)
  for (const head of [(odd: string) => `GET /a${odd}b HTTP/1.1`, (odd: string) => `GET / HTTP/1.1\r\nX-Odd: a${odd}b`])
    for (const byte of bytes) {
      const socket = connect(port, '127.0.0.1')
      socket.write(`${head(String.fromCharCode(byte))}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`, 'latin1')
      assert.match(await text(socket), /^HTTP\/1\.1 [24]\d\d /, `byte ${byte}`)
    }
  assert.equal((await ask()).status, 200)
})

test('one that does not answer, or is another, is told in a sentence', async (t) => {
  const nobody = await start(t, { behind: 'http://127.0.0.1:1' })
  assert.deepEqual(
    [(await nobody.ask()).status, (await nobody.ask()).text],
    [502, 'Prometheus does not answer: nobody listens there\n'],
  )
  const other = createServer((_, response) => response.writeHead(401, { 'www-authenticate': 'Basic' }).end())
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  t.after(() => other.close())
  const { ask } = await start(t, { behind: `http://127.0.0.1:${(other.address() as AddressInfo).port}` })
  const answer = await ask()
  // A browser would ask its user for a password that nobody has.
  assert.deepEqual([answer.status, answer.headers['www-authenticate']], [502, undefined])
})

test('an answer that breaks off is not taken for whole, and who goes away ends what was asked', async (t) => {
  const { ask, port, server, asked } = await start(t)
  await assert.rejects(ask({}, '/torn'))
  const gone = new Promise((resolve) => server.once('request', (request) => request.socket.once('close', resolve)))
  const socket = connect(port, '127.0.0.1')
  socket.write('GET /slow HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
  while (asked.length < 2) await new Promise((wake) => setImmediate(wake))
  socket.destroy()
  await gone
})

test('with as many requests open as Prometheus is given, the next is told so at once; once they are gone there is room', async (t) => {
  const { ask, asked, port } = await start(t)
  const waiting = Array.from({ length: 64 }, () =>
    request({ host: '127.0.0.1', port, agent: false, path: '/slow' }).on('error', () => {}),
  )
  for (const one of waiting) one.end()
  while (asked.length < 64) await new Promise(setImmediate)
  const answer = await ask()
  assert.deepEqual([answer.status, answer.text], [503, 'Prometheus has 64 requests open, at most 64\n'])
  for (const one of waiting) one.destroy()
  while ((await ask()).status !== 200);
  assert.equal(asked.at(-1)?.line, 'GET /api/v1/query?query=up')
})
