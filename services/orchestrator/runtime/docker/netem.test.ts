import assert from 'node:assert/strict'
import test from 'node:test'
import { deviceWith } from './links.ts'
import { impairAt, netemArguments } from './netem.ts'

const words = (...args: Parameters<typeof netemArguments>) => netemArguments(...args).join(' ')
const netem = 'dev eth1 root handle 1: netem limit 100000'

// Always with a rate: without one, jitter and a shorter delay reorder, and an earlier rate stays in force.
for (const [impair, line] of [
  [{ delaySeconds: 0.02 }, `qdisc replace ${netem} delay 20000us rate 32000000000bit`],
  [{ rateBitsPerSecond: 20e6, loss: 0.001 }, `qdisc replace ${netem} loss 0.1% rate 20000000bit`],
  [{ delaySeconds: 0.02, jitterSeconds: 0.003 }, `qdisc replace ${netem} delay 20000us 3000us rate 32000000000bit`],
  // Changed, not deleted, which would lose what is on its way.
  [{}, `qdisc change ${netem} rate 32000000000bit`],
] as const)
  test(`netem for ${JSON.stringify(impair)}`, () => assert.equal(words('eth1', impair), line))

test('a trace is refused, with what to do instead', () => {
  assert.throws(() => netemArguments('eth1', { trace: [{ atSeconds: 0 }] }), /expected emulation: user/)
})

test('each end does its own direction', () => {
  const impair = { delaySeconds: 0.1 }
  assert.deepEqual(impairAt('parent', { ...impair, direction: 'down' }), impair)
  assert.deepEqual(impairAt('child', { ...impair, direction: 'down' }), {})
  assert.deepEqual(impairAt('parent', { ...impair, direction: 'up' }), {})
  assert.deepEqual(impairAt('child', impair), impair)
})

test('an interface is found by its address', () => {
  const json = JSON.stringify([
    { ifname: 'lo', addr_info: [{ local: '127.0.0.1' }] },
    { ifname: 'eth1', addr_info: [{ local: '10.213.16.3' }] },
  ])
  assert.equal(deviceWith(json, '10.213.16.3'), 'eth1')
  assert.equal(deviceWith(json, '10.213.16.30'), undefined)
})
