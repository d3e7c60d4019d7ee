import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { handleOf, kernelWrite, unfinishedWrite } from './kernel-write.ts'

/** Both ends of a TCP connection; the far one reads nothing yet. */
const pair = async (t: TestContext): Promise<{ near: Socket; far: Socket }> => {
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [far] = (await once(server, 'connection')) as [Socket]
  t.after(() => {
    near.destroy()
    far.destroy()
    server.close()
  })
  for (const side of [near, far]) side.on('error', () => {})
  if (near.connecting) await once(near, 'connect')
  return { near, far }
}

test('what the kernel takes at once is done; what it does not is told of, in the order of all writes', async (t) => {
  const { near, far } = await pair(t)
  const handle = handleOf(near)
  assert.ok(handle)
  const sent: Buffer[] = []
  const finished: number[] = []
  const write = (bytes: Buffer): boolean => {
    sent.push(bytes)
    if (near.writableLength > 0) return near.write(bytes)
    assert.ok(kernelWrite(handle, bytes))
    const unfinished = unfinishedWrite(bytes)
    const place = sent.length
    if (unfinished) unfinished.oncomplete = (status) => finished.push(status, place)
    return unfinished === undefined
  }
  assert.equal(write(Buffer.from('first')), true)
  // More than two kernels take; then some by the stream, and some past it again behind that.
  const big = Buffer.alloc(16 * 1024 * 1024, 'big')
  assert.equal(write(big), false)
  assert.equal(write(Buffer.from('behind')), false)
  sent.push(Buffer.from('stream'))
  near.write('stream')
  assert.ok(near.writableLength > 0)
  write(Buffer.from('last'))
  near.end()
  const read: Buffer[] = []
  for await (const bytes of far.resume()) read.push(bytes as Buffer)
  assert.equal(Buffer.compare(Buffer.concat(read), Buffer.concat(sent)), 0)
  assert.deepEqual(finished, [0, 2, 0, 3])
})

test('a write that can never be finished says so, and one to a socket that is gone is none', async (t) => {
  const { near, far } = await pair(t)
  const handle = handleOf(near)
  assert.ok(handle)
  const big = Buffer.alloc(16 * 1024 * 1024)
  assert.ok(kernelWrite(handle, big))
  const unfinished = unfinishedWrite(big)
  assert.ok(unfinished)
  const completed = new Promise<number>((resolve) => {
    unfinished.oncomplete = resolve
  })
  far.resetAndDestroy()
  assert.ok((await completed) < 0)
  near.destroy()
  await once(near, 'close')
  assert.equal(handleOf(near), undefined)
  assert.equal(kernelWrite(handle, Buffer.from('late')), false)
})

test('where there is no handle of the system there is only the stream', () => {
  assert.equal(handleOf(new PassThrough()), undefined)
})
