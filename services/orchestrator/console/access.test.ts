import assert from 'node:assert/strict'
import test from 'node:test'
import { type AccessRequest, refusal, tokenOf } from './access.ts'

const LAB = {
  doors: { hosts: ['bench-3'], own: ['https://lab.example'], origins: ['https://class.example'] },
  consoleToken: 'right',
}
const good: AccessRequest = {
  method: 'POST',
  host: '127.0.0.1:8080',
  origin: 'http://127.0.0.1:8080',
  fetchSite: 'same-origin',
  fetchMode: 'cors',
  contentType: 'application/json; charset=utf-8',
  token: 'right',
  fromNode: false,
}
const program = { origin: undefined, fetchSite: undefined, fetchMode: undefined }
const status = (change: Partial<AccessRequest>) => refusal({ ...good, ...change }, LAB)?.status ?? 200

test('the page itself and a script without a browser may change the lab, with its token', () => {
  assert.equal(status({}), 200)
  assert.equal(status(program), 200)
  assert.equal(status({ origin: 'https://lab.example' }), 200)
})

const CASES: readonly (readonly [string, Partial<AccessRequest>, number])[] = [
  ['a page of another origin', { origin: 'http://evil.example' }, 403],
  ['a page on another port of this machine', { origin: 'http://127.0.0.1:8081' }, 403],
  ['a page that may watch', { origin: 'https://class.example' }, 403],
  ['a page in a sandbox or a file', { origin: 'null' }, 403],
  ['a request that a browser calls cross-site', { origin: undefined, fetchSite: 'cross-site' }, 403],
  ['a request that a browser calls same-site', { origin: undefined, fetchSite: 'same-site' }, 403],
  ['a form', { contentType: 'application/x-www-form-urlencoded' }, 415],
  ['a form that pretends to be text', { contentType: 'text/plain' }, 415],
  ['no content type', { contentType: undefined }, 415],
  ['a rebound name', { host: 'evil.example:8080', origin: 'http://evil.example:8080' }, 421],
  ['no host', { host: undefined }, 421],
  ['a program without the token', { ...program, token: undefined }, 401],
  ['a program with another token', { ...program, token: 'wrong' }, 401],
  ['the page without the token', { token: undefined }, 401],
  ['a node of the lab', { ...program, fromNode: true }, 403],
]
for (const [name, change, expected] of CASES) test(`refused: ${name}`, () => assert.equal(status(change), expected))

test('a page is told what its token is worth', () => {
  assert.deepEqual(
    [undefined, '', 'wrong', 'right'].map((token) => tokenOf(token, LAB)),
    ['no token', 'another token', 'another token', 'open'],
  )
})

const reading = { method: 'GET', origin: undefined, contentType: undefined, token: undefined }

test('reading needs neither token nor content type', () => {
  assert.equal(status(reading), 200)
  assert.equal(status({ ...reading, host: '192.0.2.7:8080' }), 200)
  assert.equal(status({ ...reading, host: 'bench-3:8080' }), 200)
})

test('what can not change the lab does not read it either', () => {
  assert.equal(status({ ...reading, host: 'evil.example' }), 421)
  assert.equal(status({ ...reading, origin: 'http://127.0.0.1:8081' }), 403)
  assert.equal(status({ ...reading, origin: 'null' }), 403)
  assert.equal(status({ ...reading, fromNode: true }), 403)
})
