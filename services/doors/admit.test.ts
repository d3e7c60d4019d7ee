import assert from 'node:assert/strict'
import test from 'node:test'
import { admit, type DoorRequest, type Doors } from './admit.ts'

const DOORS: Doors = {
  hosts: ['edge1', 'tv.example'],
  origins: ['https://classroom.example', 'http://10.0.0.9:3000'],
  edges: ['http://127.0.0.1:8081', 'http://192.0.2.7:8082', '/edge3/'],
  loopbackPages: true,
}
const ASKED: DoorRequest = { host: '127.0.0.1:8081', origin: undefined, fetchSite: undefined, fetchMode: undefined }
const answer = (change: Partial<DoorRequest>, doors: Partial<Doors> = {}) =>
  admit({ ...ASKED, ...change }, { ...DOORS, ...doors })?.status ?? 200

const HOSTS: readonly (readonly [string | undefined, 200 | 421])[] = [
  ['127.0.0.1:8081', 200],
  ['127.0.0.5', 200],
  ['localhost:8081', 200],
  ['LOCALHOST', 200],
  ['[::1]:8081', 200],
  ['192.0.2.7:8081', 200],
  ['[2001:db8::1]', 200],
  // As Prometheus asks in Docker.
  ['edge1:8080', 200],
  ['TV.example', 200],
  ['evil.example:8081', 421],
  ['localhost.evil.example', 421],
  ['evil.localhost', 421],
  ['127.0.0.1.evil.example', 421],
  ['evil.example:80@127.0.0.1', 421],
  ['127.0.0.1:8081, evil.example', 421],
  ['', 421],
  [undefined, 421],
]
for (const [host, status] of HOSTS) {
  test(`host ${host}: ${status}`, () => {
    assert.equal(answer({ host }), status)
    const page = `http://${host?.toLowerCase()}`
    assert.equal(answer({ host, origin: page }), status, 'a page of that name is no better')
  })
}

const ORIGINS: readonly (readonly [string, string, 200 | 403])[] = [
  ['its own', 'http://127.0.0.1:8081', 200],
  ['a page of another port of this machine', 'http://127.0.0.1:3000', 200],
  ['a page by the name localhost', 'http://localhost:3000', 200],
  ['a page of another loopback address', 'http://[::1]:3000', 200],
  ['a listed origin', 'https://classroom.example', 200],
  ['a listed origin with a port', 'http://10.0.0.9:3000', 200],
  ['a listed origin on another port', 'http://10.0.0.9:3001', 403],
  ['a listed origin without its TLS', 'http://classroom.example', 403],
  ['a listed edge', 'http://192.0.2.7:8082', 200],
  ['a neighbour of a listed edge', 'http://192.0.2.7:8083', 403],
  ['a page from anywhere', 'http://evil.example', 403],
  ['one that only begins well', 'http://localhost.evil.example', 403],
  ['one that only ends well', 'http://evil-127.0.0.1.example', 403],
  ['one with our address for a user', 'http://127.0.0.1:8081@evil.example', 403],
  ['a sandbox, a file, a redirect', 'null', 403],
  ['a file', 'file://', 403],
  ['an extension', 'chrome-extension://abcdef', 403],
  ['no origin at all', '', 403],
]
for (const [name, origin, status] of ORIGINS)
  test(`origin: ${name}: ${status}`, () => assert.equal(answer({ origin }), status))

test('reached by a name or from the network, a page of that name is its own, also behind TLS', () => {
  assert.equal(answer({ host: 'tv.example', origin: 'https://tv.example' }), 200)
  assert.equal(answer({ host: '192.0.2.7:8081', origin: 'http://192.0.2.7:8081' }), 200)
  assert.equal(answer({ host: '192.0.2.7:8081', origin: 'http://192.0.2.8:8081' }), 403)
})

test('an edge that is told by its port alone takes the host that it was asked by', () => {
  const edges = ['//192.0.2.7:8082', ':8083']
  assert.equal(answer({ host: '192.0.2.7:8081', origin: 'http://192.0.2.7:8082' }, { edges }), 200)
  assert.equal(answer({ host: '192.0.2.7:8081', origin: 'http://192.0.2.7:8083' }, { edges }), 200)
  assert.equal(answer({ host: '192.0.2.7:8081', origin: 'http://192.0.2.8:8083' }, { edges }), 403)
})

test('where loopback pages are not welcome, only the own one is', () => {
  const doors = { loopbackPages: false }
  assert.equal(answer({ origin: 'http://127.0.0.1:8081' }, doors), 200)
  assert.equal(answer({ origin: 'http://127.0.0.1:3000' }, doors), 403)
  assert.equal(answer({ origin: 'http://localhost:8081' }, doors), 403)
})

test('a foreign page can link and frame, but embeds nothing', () => {
  assert.equal(answer({ fetchSite: 'cross-site', fetchMode: 'navigate' }), 200)
  assert.equal(answer({ fetchSite: 'cross-site', fetchMode: 'no-cors' }), 403)
  assert.equal(answer({ fetchSite: 'same-origin', fetchMode: 'cors' }), 200)
  assert.equal(answer({ fetchSite: 'none', fetchMode: 'navigate' }), 200)
  // Node's own fetch says so much and no more.
  assert.equal(answer({ fetchMode: 'cors' }), 200)
})

test('a refusal names what was found and who is served', () => {
  assert.deepEqual(admit({ ...ASKED, host: 'evil.example' }, DOORS), {
    status: 421,
    reason: 'host',
    message: 'host "evil.example" is not served, expected an address, localhost, edge1, tv.example',
  })
  assert.equal(
    admit({ ...ASKED, origin: 'null' }, DOORS)?.message,
    'origin "null" is not served; WEIR_ORIGINS may name it',
  )
})
