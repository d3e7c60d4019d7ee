// The viewers' program counts what was really sent: fed by a server that does everything wrong in turn.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import test, { type TestContext } from 'node:test'
import { need } from '@weir/test-support'
import { WebSocketServer } from 'ws'
import { until } from '../lab.ts'
import { compile } from './compile.ts'
import { MARK_BYTES, markedChunk } from './mark.ts'
import { type Approach, startViewers, type Viewers, type ViewersOptions, type ViewersReport } from './viewers.ts'

const nowMicros = () => process.hrtime.bigint() / 1000n
const chunk = (sequence: number, bytes = 300) => markedChunk(bytes, sequence, nowMicros())

const viewersOf = (context: TestContext, approach: Approach, options: ViewersOptions = {}): Viewers => {
  const viewers = startViewers(compile().viewers, approach, options)
  context.after(() => viewers.close())
  return viewers
}

/** The first report of which it holds. */
const reportWhen = async (viewers: Viewers, holds: (report: ViewersReport) => boolean): Promise<ViewersReport> => {
  let last: ViewersReport | undefined
  await until('the viewers report what is expected', 10, async () => {
    last = await viewers.report()
    return holds(last)
  })
  return last as ViewersReport
}

const startWs = async (context: TestContext): Promise<WebSocketServer> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  context.after(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  await once(server, 'listening')
  return server
}
const approachTo = (server: WebSocketServer): Approach => ({ port: (server.address() as AddressInfo).port, path: '/' })

test(
  'viewers: all that is sent is counted, however it is torn, and pings are answered',
  need('compiler'),
  async (context) => {
    const server = await startWs(context)
    const said: string[] = []
    const pongs: string[] = []
    server.on('connection', (client) => {
      client.on('message', (data) => said.push(String(data)))
      client.on('pong', (data) => pongs.push(data.toString()))
      client.send('a text that is no chunk')
      client.ping('are you there')
      // Heads of two, four and ten bytes; a mark that is not at the start.
      client.send(Buffer.concat([Buffer.alloc(50, 1), chunk(0, 40)]))
      client.send(Buffer.concat([Buffer.alloc(100, 1), chunk(1)]))
      client.send(chunk(2, 70_000))
    })
    const viewers = viewersOf(context, { ...approachTo(server), say: ['hello', 'x'.repeat(200)] } as Approach, {
      readBytes: 7,
    })
    viewers.join(3, 0)
    const report = await reportWhen(viewers, ({ chunks }) => chunks === 9)
    assert.equal(report.viewers, 3)
    assert.equal(report.bytes, 3 * (40 + 300 + 70_000))
    assert.equal(report.missing + report.repeated + report.torn + report.failed + report.closed, 0)
    assert.equal(report.firstsMillis.length, 3)
    await until('three pongs have come', 5, () => pongs.length === 3)
    assert.deepEqual([...new Set(pongs)], ['are you there'])
    assert.deepEqual(said.sort(), ['hello', 'hello', 'hello', ...Array(3).fill('x'.repeat(200))])
  },
)

test('viewers: what is left out, repeated, torn or closed is told apart', need('compiler'), async (context) => {
  const server = await startWs(context)
  server.on('connection', (client) => {
    for (const sequence of [0, 1, 5, 5, 4]) client.send(chunk(sequence))
    client.send(chunk(6).subarray(0, 200))
    client.close()
  })
  const viewers = viewersOf(context, approachTo(server))
  viewers.join(2, 0)
  const { missing, repeated, torn, closed, viewers: open } = await reportWhen(viewers, (report) => report.closed === 2)
  assert.deepEqual({ missing, repeated, torn, closed, open }, { missing: 6, repeated: 4, torn: 2, closed: 2, open: 0 })
})

test(
  'viewers: a window counts from its opening, with gaps and delays of those that were there',
  need('compiler'),
  async (context) => {
    const server = await startWs(context)
    const viewers = viewersOf(context, approachTo(server))
    viewers.join(2, 0)
    await until('both are there', 5, () => server.clients.size === 2)
    const sendAll = (sequence: number) => {
      for (const client of server.clients) client.send(chunk(sequence))
    }
    sendAll(0)
    await reportWhen(viewers, ({ chunks }) => chunks === 2)
    viewers.openWindow()
    viewers.join(1, 0)
    await until('a third is there', 5, () => server.clients.size === 3)
    await new Promise((wake) => setTimeout(wake, 200))
    sendAll(1)
    const report = await reportWhen(viewers, ({ chunks }) => chunks === 3)
    assert.equal(report.sent, 1)
    assert.equal(report.steady, 2)
    assert.equal(report.gapsMillis.length, 2)
    assert.ok(
      report.gapsMillis.every((millis) => millis >= 195),
      `gaps: ${report.gapsMillis}`,
    )
    assert.ok(report.sourceGapMillis >= 195, `the source's gap: ${report.sourceGapMillis}`)
    assert.ok(report.firstsMillis.length === 1 && Number(report.firstsMillis[0]) >= 195)
    assert.equal(report.delaysMillis.length, 1)
    viewers.leave(1)
    assert.equal((await reportWhen(viewers, ({ left }) => left === 1)).viewers, 2)
  },
)

test('viewers: one that stalls reads no more until it may again', need('compiler'), async (context) => {
  const server = await startWs(context)
  const viewers = viewersOf(context, approachTo(server))
  viewers.join(2, 0)
  await reportWhen(viewers, (report) => report.viewers === 2)
  viewers.stall(1)
  // Answered, it has been obeyed.
  await viewers.report()
  for (const client of server.clients) client.send(chunk(0))
  const { waiting } = await reportWhen(viewers, ({ chunks }) => chunks === 1)
  assert.equal(waiting, 1)
  viewers.readAgain()
  await reportWhen(viewers, ({ chunks }) => chunks === 2)
})

/** Answers a handshake of RTMP, waits for `commands`, and sends `media`. */
const startRtmp = async (context: TestContext, commands: Buffer, media: Buffer): Promise<Server> => {
  const server = createServer((socket: Socket) => {
    let heard = Buffer.alloc(0)
    let answered = false
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      heard = Buffer.concat([heard, data])
      if (!answered && heard.length >= 1 + 1536) {
        answered = true
        socket.write(Buffer.alloc(1 + 2 * 1536, 3))
      }
      if (heard.length === 1 + 2 * 1536 + commands.length && heard.subarray(-commands.length).equals(commands)) {
        socket.write(media)
      }
    })
    context.after(() => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => server.close())
  return server
}

test('viewers: over RTMP chunks are found by their marks, wherever a read ends', need('compiler'), async (context) => {
  const commands = Buffer.from('what a player says')
  const noise = (bytes: number) => Buffer.alloc(bytes, 'Weir')
  const media = Buffer.concat([
    noise(11),
    chunk(0, MARK_BYTES),
    chunk(1, 100),
    noise(30),
    chunk(2, 90),
    noise(1),
    chunk(4, 33),
  ])
  const server = await startRtmp(context, commands, media)
  const port = (server.address() as AddressInfo).port
  for (const readBytes of [1, 5, 23, 24, 25, 64, undefined]) {
    const viewers = viewersOf(context, { port, rtmp: commands }, readBytes ? { readBytes } : {})
    viewers.join(1, 0)
    const report = await reportWhen(viewers, ({ chunks }) => chunks === 4)
    assert.equal(report.bytes, MARK_BYTES + 100 + 90 + 33, `${readBytes} bytes a read`)
    assert.equal(report.missing, 1, `${readBytes} bytes a read`)
  }
})

test('viewers: a server that refuses, or is not there, is a failure', need('compiler'), async (context) => {
  const refusing = createServer((socket) => socket.resume().end('HTTP/1.1 404 Not Found\r\n\r\n'))
  refusing.listen(0, '127.0.0.1')
  await once(refusing, 'listening')
  const { port } = refusing.address() as AddressInfo
  const viewers = viewersOf(context, { port, path: '/' })
  viewers.join(2, 0)
  await reportWhen(viewers, ({ failed }) => failed === 2)
  refusing.close()
  await once(refusing, 'close')
  viewers.join(1, 0)
  const { viewers: open } = await reportWhen(viewers, ({ failed }) => failed === 3)
  assert.equal(open, 0)
})

test(
  'viewers: what the server takes of the CPU is counted from the opening of the window',
  need('compiler'),
  async (context) => {
    const server = await startWs(context)
    const viewers = viewersOf(context, approachTo(server), { serverPid: process.pid })
    const spin = (millis: number) => {
      for (const from = performance.now(); performance.now() - from < millis; );
    }
    spin(300)
    viewers.openWindow()
    const before = process.cpuUsage()
    const first = (await viewers.report()).serverCpuSeconds
    spin(200)
    const second = (await viewers.report()).serverCpuSeconds
    const { user, system } = process.cpuUsage(before)
    assert.ok(first < 0.2, `${first} s right after the opening`)
    assert.ok(second - first > 0.05 && second < (user + system) / 1e6 + 0.1, `${first} s, then ${second} s`)
  },
)
