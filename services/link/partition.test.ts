import assert from 'node:assert/strict'
import { once } from 'node:events'
import test from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { collect, gone, lab } from './test-lab.ts'

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
