import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import test from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { seededRandom } from '@weir/figures'
import type { Impair } from './index.ts'
import { collect, gone, hash, lab, within } from './test-lab.ts'

const CLEAN: Impair = {}
for (const [name, impair] of Object.entries({
  clean: CLEAN,
  delay: { delaySeconds: 0.02 },
  'delay and jitter': { delaySeconds: 0.01, jitterSeconds: 0.01, seed: 1 },
  rate: { rateBitsPerSecond: 40e6 },
  loss: { loss: 0.01, delaySeconds: 0.001, seed: 2 },
  trace: {
    trace: [
      { atSeconds: 0, rateBitsPerSecond: 30e6 },
      { atSeconds: 0.05, delaySeconds: 0.01 },
    ],
  },
  'down only': { delaySeconds: 0.02, rateBitsPerSecond: 40e6, direction: 'down' },
} satisfies Record<string, Impair>)) {
  test(`${name}: every byte comes, in order, both ways, and then the end`, async (t) => {
    const { connect, link } = await lab(t, impair, { allowHalfOpen: true })
    const { parent, child } = await connect()
    const down = randomBytes(300_000)
    const up = randomBytes(200_000)
    const atChild = collect(child)
    const atParent = collect(parent)
    for (let at = 0; at < down.length; at += 7000) parent.write(down.subarray(at, at + 7000))
    child.cork()
    for (let at = 0; at < up.length; at += 3000) child.write(up.subarray(at, at + 3000))
    child.uncork()
    assert.equal(hash(await atChild.all(down.length)), hash(down))
    assert.equal(hash(await atParent.all(up.length)), hash(up))
    assert.equal(link.stats().down.bytes, down.length)
    assert.equal(link.stats().up.bytes, up.length)
    assert.equal(link.stats().down.queuedBytes, 0)
    const ended = Promise.all([once(child, 'end'), once(child, 'close'), once(parent, 'end')])
    parent.end()
    await ended
    await gone(link)
  })
}

test('a delay is added to each way, and the handshake takes both', async (t) => {
  const { connect } = await lab(t, { delaySeconds: 0.05 })
  const began = performance.now()
  const { parent, child } = await connect()
  within(performance.now() - began, 98, 400)
  const sentDown = performance.now()
  const cameDown = once(child, 'data')
  parent.write('x')
  await cameDown
  within(performance.now() - sentDown, 49, 250)
  const sentUp = performance.now()
  const cameUp = once(parent, 'data')
  child.write('x')
  await cameUp
  within(performance.now() - sentUp, 49, 250)
})

test('a rate holds back the parent, not the memory of the child', async (t) => {
  const { connect, link } = await lab(t, { rateBitsPerSecond: 4e6, direction: 'down' })
  const { parent, child } = await connect()
  const atChild = collect(child)
  let most = 0
  child.on('data', () => {
    most = Math.max(most, link.stats().down.queuedBytes)
  })
  const began = performance.now()
  parent.write(Buffer.alloc(20_000_000))
  await atChild.all(400_000)
  within(performance.now() - began, 700, 1600)
  // What 100 ms carry, and one read.
  assert.ok(most <= 4e6 / 80 + 65_536 + 1, `${most} bytes waited`)
  assert.ok(parent.writableLength > 0)
})

test('a reader that stops is held up for, and then gets everything', async (t) => {
  for (const [impair, bound] of [
    [{}, 1_000_000],
    // What a TCP connection may have on its way, and one read.
    [{ delaySeconds: 0.005 }, 4 * 1024 * 1024 + 65_536],
  ] as const) {
    const { connect, link } = await lab(t, impair)
    const { parent, child } = await connect()
    const bytes = randomBytes(20_000_000)
    parent.write(bytes)
    await once(child, 'readable')
    await wait(200)
    assert.ok(link.stats().down.bytes <= bound, `${link.stats().down.bytes} bytes were read`)
    assert.equal(hash(await collect(child).all(bytes.length)), hash(bytes))
  }
})

test('a writer is held up by a slow link, and its bytes keep their order', async (t) => {
  const { connect, link } = await lab(t, { rateBitsPerSecond: 8e6, direction: 'up' })
  const { parent, child } = await connect()
  const bytes = randomBytes(600_000)
  const atParent = collect(parent)
  let written = 0
  let most = 0
  for (let at = 0; at < bytes.length; at += 10_000) {
    child.write(bytes.subarray(at, at + 10_000), () => {
      written += 10_000
      most = Math.max(most, link.stats().up.queuedBytes)
    })
  }
  assert.ok(child.writableNeedDrain)
  assert.equal(hash(await atParent.all(bytes.length)), hash(bytes))
  assert.ok(most < 300_000, `${most} bytes waited`)
  assert.ok(written > 0)
})

test('a change holds for what is on its way: a long delay cleared, a short one cut off', async (t) => {
  const { connect, link } = await lab(t)
  const { parent, child } = await connect()
  const atChild = collect(child)
  link.set({ delaySeconds: 30 })
  parent.write('one')
  while (link.stats().down.queuedBytes === 0) await wait(5)
  assert.equal(atChild.bytes, 0)
  link.set({ delaySeconds: 0.01 })
  assert.equal((await atChild.all(3)).toString(), 'one')
  link.set({})
  parent.write('two')
  assert.equal((await atChild.all(6)).toString(), 'onetwo')
})

test('loss stalls and is counted; nothing is missing', async (t) => {
  const { connect, link } = await lab(t, { loss: 0.5, seed: 3, direction: 'down' })
  const { parent, child } = await connect()
  const atChild = collect(child)
  const began = performance.now()
  const bytes = randomBytes(4000)
  parent.write(bytes)
  assert.equal(hash(await atChild.all(bytes.length)), hash(bytes))
  const { stalls, stalledSeconds } = link.stats().down
  assert.ok(stalls > 0 && stalledSeconds > 0)
  assert.ok(performance.now() - began >= 150)
})

test('a parent that is not there is an error, as on a socket', async (t) => {
  const { link, port, server } = await lab(t)
  server.close()
  await once(server, 'close')
  const child = link.createConnection({ port, host: '127.0.0.1' })
  await assert.rejects(once(child, 'connect'), { code: 'ECONNREFUSED' })
  assert.ok(child.destroyed)
  await gone(link)
})

test('a reset comes through as one', async (t) => {
  const { connect } = await lab(t)
  const { parent, child } = await connect()
  child.resume()
  parent.resetAndDestroy()
  const [error] = await once(child, 'error')
  assert.equal(error.code, 'ECONNRESET')
})

test('closing the link ends what is open, whatever the link is like', async (t) => {
  const { connect, link } = await lab(t, { delaySeconds: 0.01 })
  const { parent, child } = await connect()
  parent.resume()
  link.set({ partition: true })
  const closed = Promise.all([once(child, 'close'), once(parent, 'close')])
  link.close()
  await closed
  await gone(link)
})

test('an impairment that cannot be played is refused and changes nothing', async (t) => {
  const { link } = await lab(t, { delaySeconds: 0.5 })
  assert.throws(() => link.set({ trace: [{ atSeconds: 2 }, { atSeconds: 1 }] }), RangeError)
  assert.deepEqual(link.impair, { delaySeconds: 0.5 })
})

test('whatever is set in whatever order, every byte comes once the link is healed', async (t) => {
  const random = seededRandom(99)
  const pick = <T>(...values: T[]): T => values[Math.floor(random() * values.length)] as T
  const anyImpair = (): Impair => ({
    delaySeconds: pick(undefined, 0, 0.001, 0.02, 5),
    jitterSeconds: pick(undefined, undefined, 0.01),
    rateBitsPerSecond: pick(undefined, 1e5, 5e6, 1e9),
    loss: pick(undefined, undefined, 0.01, 1),
    partition: pick(undefined, undefined, undefined, true),
    direction: pick(undefined, 'down', 'up', 'both'),
    seed: pick(1, 2, 3),
  })
  for (let run = 0; run < 8; run++) {
    const { connect, link } = await lab(t, {}, { allowHalfOpen: true })
    const { parent, child } = await connect()
    const down = randomBytes(1_500_000)
    const up = randomBytes(300_000)
    const atChild = collect(child)
    const atParent = collect(parent)
    for (let at = 0; at < down.length; at += 30_000) {
      parent.write(down.subarray(at, at + 30_000))
      child.write(up.subarray(at / 5, at / 5 + 6000))
      if (random() < 0.4) link.set(anyImpair())
      if (random() < 0.1) child.pause()
      if (random() < 0.3) child.resume()
      await wait(Math.floor(random() * 4))
    }
    child.resume()
    link.set({})
    assert.equal(hash(await atChild.all(down.length)), hash(down))
    assert.equal(hash(await atParent.all(up.length)), hash(up))
    child.destroy()
    await gone(link)
  }
})
