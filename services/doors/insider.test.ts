import assert from 'node:assert/strict'
import test from 'node:test'
import { admitInsider, type InsideDoors, type InsideRequest, scraperDigestOf } from './insider.ts'

const DOORS: InsideDoors = {
  inside: { subnet: '10.213.0.0/16', hosts: ['10.213.0.1', '10.213.16.1'] },
  children: ['10.213.48.3', '10.213.48.11'],
  token: 'the token of this node',
  scraperDigest: scraperDigestOf('the token of Prometheus'),
}
const ASKED: InsideRequest = { address: '10.213.0.7', path: '/api/state', upgrade: false, token: undefined }
const push = { path: '/push', upgrade: true } as const

const CASES: readonly (readonly [string, Partial<InsideRequest>, 'in' | 'out'])[] = [
  ['a node that reads the state', {}, 'out'],
  ['a node that reads the health', { path: '/healthz' }, 'out'],
  ['a node that reads the figures', { path: '/metrics' }, 'out'],
  ['a node that reads a page', { path: '/watch/cam' }, 'out'],
  ['a node that shows a token of its own', { token: 'the token of that node' }, 'out'],
  ['a node that shows the digest', { path: '/metrics', token: DOORS.scraperDigest }, 'out'],
  ['a node that watches', { path: '/mse/cam', upgrade: true }, 'out'],
  ['a node that is no child', push, 'out'],
  ['a child', { ...push, address: '10.213.48.3' }, 'in'],
  ['a child, as a server on :: sees it', { ...push, address: '::ffff:10.213.48.11' }, 'in'],
  ['a parent, at the same link', { ...push, address: '10.213.48.2' }, 'out'],
  ['a child that reads the state', { address: '10.213.48.3' }, 'out'],
  ['a child that watches as a page does', { address: '10.213.48.3', path: '/mse/cam', upgrade: true }, 'out'],
  ['a child that asks for /push without an upgrade', { address: '10.213.48.3', path: '/push' }, 'out'],
  ['the orchestrator', { token: DOORS.token }, 'in'],
  ['Prometheus', { path: '/metrics', token: 'the token of Prometheus' }, 'in'],
  ['Prometheus at something else', { token: 'the token of Prometheus' }, 'out'],
  ['somebody who came by a published port', { address: '10.213.16.1' }, 'in'],
  ['the healthcheck', { address: '127.0.0.1', path: '/healthz' }, 'in'],
  ['somebody on the network', { address: '192.168.1.20', path: '/mse/cam', upgrade: true }, 'in'],
  ['somebody by IPv6', { address: 'fd00::7', path: '/mse/cam', upgrade: true }, 'in'],
  ['whoever has gone already', { address: '' }, 'in'],
]
for (const [name, change, expected] of CASES)
  test(`${name}: ${expected}`, () => {
    const refused = admitInsider(DOORS)({ ...ASKED, ...change })
    assert.equal(refused === null ? 'in' : 'out', expected)
    if (refused) assert.deepEqual([refused.status, refused.reason], [403, 'node'])
    assert.equal(admitInsider({ ...DOORS, inside: null })({ ...ASKED, ...change }), null, 'without networks of its own')
  })

test('nothing opens what has no token', () => {
  const doors = { ...DOORS, token: undefined, scraperDigest: undefined }
  for (const token of [undefined, '', 'undefined'])
    for (const path of ['/api/state', '/metrics']) assert.ok(admitInsider(doors)({ ...ASKED, path, token }))
})

test('children that come later are let in, and those that are gone are not', () => {
  const children = ['10.213.48.3']
  const admit = admitInsider({ ...DOORS, children })
  assert.ok(admit({ ...ASKED, ...push, address: '10.213.48.19' }))
  children.splice(0, 1, '10.213.48.19')
  assert.equal(admit({ ...ASKED, ...push, address: '10.213.48.19' }), null)
  assert.ok(admit({ ...ASKED, ...push, address: '10.213.48.3' }))
})
