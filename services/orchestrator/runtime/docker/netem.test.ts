import assert from 'node:assert/strict'
import test from 'node:test'
import { deviceWith } from './links.ts'
import { impairAt, netemArguments } from './netem.ts'

const words = (...args: Parameters<typeof netemArguments>) => netemArguments(...args).map((line) => line.join(' '))
const netem = 'qdisc replace dev eth1 root handle 1: netem limit 100000'

for (const [impair, lines] of [
  [{ delaySeconds: 0.02 }, [`${netem} delay 20000us`]],
  [{ rateBitsPerSecond: 20e6, loss: 0.001 }, [`${netem} loss 0.1% rate 20000000bit`]],
  // Jitter would reorder without the queue behind it.
  [
    { delaySeconds: 0.02, jitterSeconds: 0.003 },
    [`${netem} delay 20000us 3000us`, 'qdisc replace dev eth1 parent 1:1 pfifo limit 100000'],
  ],
  [{}, ['qdisc del dev eth1 root']],
] as const)
  test(`netem for ${JSON.stringify(impair)}`, () => assert.deepEqual(words('eth1', impair), lines))

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
