// For the tests of the link: a parent on a free port, a link to it, and ways to look at what crosses.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import type { TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createLink, type Impair, type Link } from './index.ts'

/** A parent on a free port and a link to it; all of it is gone when the test is. */
export const lab = async (t: TestContext, impair: Impair = {}, options: { allowHalfOpen?: boolean } = {}) => {
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

export const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Collects what comes; `all(n)` resolves once n bytes are there. */
export const collect = (stream: Duplex) => {
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

export const within = (millis: number, least: number, most: number): void => {
  assert.ok(millis >= least && millis <= most, `${millis.toFixed(1)} ms is not within ${least} to ${most} ms`)
}

/** Waits until the link holds no socket any more. */
export const gone = async (link: Link): Promise<void> => {
  while (link.stats().connections > 0) await wait(5)
}
