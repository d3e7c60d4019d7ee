import assert from 'node:assert/strict'
import test from 'node:test'
import { type AccessRequest, refusal } from './access.ts'

const good: AccessRequest = {
  method: 'POST',
  host: '127.0.0.1:8080',
  origin: 'http://127.0.0.1:8080',
  fetchSite: 'same-origin',
  contentType: 'application/json; charset=utf-8',
}
const status = (change: Partial<AccessRequest>, bind = '127.0.0.1') =>
  refusal({ ...good, ...change }, bind, 'Bench-3')?.status ?? 200

test('the page itself and a script without a browser may change the lab', () => {
  assert.equal(status({}), 200)
  assert.equal(status({ origin: undefined, fetchSite: undefined }), 200)
})

const CASES: readonly (readonly [string, Partial<AccessRequest>, number])[] = [
  ['a page of another origin', { origin: 'http://evil.example' }, 403],
  ['a page on another port of this machine', { origin: 'http://127.0.0.1:8081' }, 403],
  ['a page in a sandbox or a file', { origin: 'null' }, 403],
  ['a request that a browser calls cross-site', { origin: undefined, fetchSite: 'cross-site' }, 403],
  ['a form', { contentType: 'application/x-www-form-urlencoded' }, 415],
  ['a form that pretends to be text', { contentType: 'text/plain' }, 415],
  ['no content type', { contentType: undefined }, 415],
  ['a rebound name', { host: 'evil.example:8080', origin: 'http://evil.example:8080' }, 421],
  ['a name that only begins well', { host: 'localhost.evil.example' }, 421],
  ['no host', { host: undefined }, 421],
  ['reading by a rebound name', { method: 'GET', host: 'evil.example', origin: undefined }, 421],
]
for (const [name, change, expected] of CASES) test(`refused: ${name}`, () => assert.equal(status(change), expected))

test('reading needs no content type', () => assert.equal(status({ method: 'GET', contentType: undefined }), 200))

test('opened to a network, addresses and this machine’s name are hosts too, a foreign name is not', () => {
  const reading = { method: 'GET', origin: undefined, contentType: undefined }
  for (const host of ['192.0.2.7:8080', '[2001:db8::1]:8080', 'bench-3:8080', 'localhost:8080']) {
    assert.equal(status({ ...reading, host }, '0.0.0.0'), 200, host)
  }
  assert.equal(status({ ...reading, host: '192.0.2.7:8080' }), 421)
  assert.equal(status({ ...reading, host: 'evil.example' }, '0.0.0.0'), 421)
})
