import assert from 'node:assert/strict'
import test from 'node:test'
import { readSubnet, SETTINGS } from '@weir/settings'
import fc from 'fast-check'
import { addressText, allocate, overlap } from './subnets.ts'

test('the default range gives management and links apart from each other', () => {
  assert.deepEqual(allocate(SETTINGS.subnet.usual, 4, 2), {
    management: '10.213.0.0/20',
    published: '10.213.16.0/20',
    outside: '10.213.32.0/20',
    dashboards: '10.213.255.248/29',
    links: [
      { subnet: '10.213.48.0/29', parent: '10.213.48.2', child: '10.213.48.3' },
      { subnet: '10.213.48.8/29', parent: '10.213.48.10', child: '10.213.48.11' },
    ],
  })
})

test('no two networks of a lab share an address, and all lie in the range', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 8, max: 20 }),
      (nodes, links, prefix) => {
        const range = `10.0.0.0/${prefix}`
        const made = allocate(range, nodes, links)
        const all = [
          made.management,
          made.published,
          made.outside,
          made.dashboards,
          ...made.links.map((link) => link.subnet),
        ]
        for (const [i, one] of all.entries()) {
          assert.ok(overlap(one, range))
          for (const other of all.slice(i + 1)) assert.equal(overlap(one, other), false, `${one} and ${other}`)
        }
      },
    ),
  )
})

test('a range that is too small or no range at all is refused in one sentence', () => {
  assert.throws(() => allocate('10.213.0.0/28', 4, 4), /has no room for 4 nodes and 4 links/)
  assert.throws(() => allocate('10.213.0.0/24', 4, 1000), /has no room/)
  for (const text of ['10.213.0.0', '10.213.0/16', '10.213.0.256/16', '10.213.0.0/33', 'ten'])
    assert.throws(() => allocate(text, 1, 1), /^Error: WEIR_SUBNET=".*", expected a subnet such as/)
})

test('addresses above 2^31 keep their sign', () => {
  assert.equal(addressText(readSubnet('192.168.255.7/24')?.first ?? 0), '192.168.255.0')
})
