import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import test, { type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createLink, type Impair, type Link } from './index.ts'
import { seededRandom } from './random.ts'

/** A parent on a free port and a link to it; all of it is gone when the test is. */
const lab = async (t: TestContext, impair: Impair = {}, options: { allowHalfOpen?: boolean } = {}) => {
  const server = net.createServer({ noDelay: true, ...options }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const link = createLink({ impair })
  const parents: net.Socket[] = []
  server.on('connection', (socket) => {
    parents.push(socket)
    socket.on('error', () => socket.destroy())
  })
  t.after(async () => {
    link.close()
    for (const parent of parents) parent.destroy()
    server.close()
  })
  const { port } = server.address() as net.AddressInfo
  const dial = () => link.createConnection({ port, host: '127.0.0.1', noDelay: true })
  const connect = async (): Promise<{ parent: net.Socket; child: Duplex }> => {
    const accepted = once(server, 'connection')
    const child = dial()
    const [[parent]] = (await Promise.all([accepted, once(child, 'connect')])) as [[net.Socket], unknown]
    return { parent, child }
  }
  return { server, link, port, dial, connect }
}

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Collects what comes; `all(n)` resolves once n bytes are there. */
const collect = (stream: Duplex) => {
  const chunks: Buffer[] = []
  let bytes = 0
  let check = () => {}
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    bytes += chunk.length
    check()
  })
  return {
    get bytes() {
      return bytes
    },
    all: (wanted: number) =>
      new Promise<Buffer>((resolve) => {
        check = () => {
          if (bytes >= wanted) resolve(Buffer.concat(chunks))
        }
        check()
      }),
  }
}

const within = (millis: number, least: number, most: number): void => {
  assert.ok(millis >= least && millis <= most, `${millis.toFixed(1)} ms is not within ${least} to ${most} ms`)
}

/** Waits until the link holds no socket any more. */
const gone = async (link: Link): Promise<void> => {
  while (link.stats().connections > 0) await wait(5)
}

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

test('a partition: nothing crosses, nobody is told, and when it heals all goes on where it was', async (t) => {
  const { connect, link } = await lab(t)
  const { parent, child } = await connect()
  const atChild = collect(child)
  const atParent = collect(parent)
  parent.write('before')
  await atChild.all(6)
  link.set({ partition: true })
  parent.write('down')
  child.write('up')
  await wait(150)
  assert.equal(atChild.bytes, 6)
  assert.equal(atParent.bytes, 0)
  link.set({})
  assert.equal((await atChild.all(10)).toString(), 'beforedown')
  assert.equal((await atParent.all(2)).toString(), 'up')
})

test('a partition hides the death of the parent until it heals', async (t) => {
  const { connect, link } = await lab(t)
  const { parent, child } = await connect()
  child.resume()
  link.set({ partition: true })
  let told = false
  for (const event of ['end', 'close', 'error']) child.on(event, () => (told = true))
  parent.resetAndDestroy()
  await wait(150)
  assert.equal(told, false)
  const closed = once(child, 'close')
  link.set({})
  await closed.catch(() => {})
  assert.ok(child.destroyed)
})

test('a partition hides the death of the child until it heals', async (t) => {
  const { connect, link } = await lab(t)
  const { parent, child } = await connect()
  parent.resume()
  link.set({ partition: true })
  child.destroy()
  await once(child, 'close')
  await wait(150)
  assert.equal(parent.destroyed, false)
  assert.equal(link.stats().connections, 1)
  const closed = once(parent, 'close')
  link.set({})
  await closed
  await gone(link)
})

test('a new connection hangs in a partition, and is there when it heals', async (t) => {
  const { dial, link, server } = await lab(t, { partition: true })
  const child = dial()
  await wait(150)
  assert.equal(await new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count))), 0)
  const connected = once(child, 'connect')
  link.set({})
  await connected
})

test('a connection that hangs can be given up, by hand and by its timeout', async (t) => {
  const { dial, link, port } = await lab(t, { partition: true })
  const child = dial()
  child.destroy()
  await once(child, 'close')
  const timed = link.createConnection({ port, host: '127.0.0.1', timeout: 50 })
  await once(timed, 'timeout')
  timed.destroy()
  await once(timed, 'close')
  await gone(link)
})

test('a partition of one direction leaves the other', async (t) => {
  const { connect, link } = await lab(t)
  const { parent, child } = await connect()
  const atChild = collect(child)
  const atParent = collect(parent)
  link.set({ partition: true, direction: 'down' })
  child.write('up')
  parent.write('down')
  await atParent.all(2)
  await wait(100)
  assert.equal(atChild.bytes, 0)
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
