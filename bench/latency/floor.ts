// The floor under a hop: the same bytes at the same pace from one bare process to another over loopback, with nothing of
// Weir in between. What is left of a hop above it is ours.
import { spawn } from 'node:child_process'
import { createServer, type Socket } from 'node:net'
import { type Quantiles, quantilesOf } from './quantiles.ts'

const BYTES = 4096
const FRAMES_PER_SECOND = 30
const QUIET_MILLIS = 5

/**
 * Reads messages that begin with the sender's monotonic clock in ns (the system's: all processes share it), the fastest way
 * that Node has (`onread`, as the link does), and prints ms once it is quiet. Two may come in one read when it was held up.
 */
const READER = `
  let rest = Buffer.alloc(0)
  const read = (size, buffer) => {
    const now = process.hrtime.bigint()
    rest = Buffer.concat([rest, buffer.subarray(0, size)])
    for (; rest.length >= ${BYTES}; rest = rest.subarray(${BYTES}))
      setTimeout(console.log, ${QUIET_MILLIS}, Number(now - rest.readBigUInt64LE(0)) / 1e6)
    return true
  }
  const onread = { buffer: Buffer.alloc(65536), callback: read }
  require('node:net').connect({ port: Number(process.argv[1]), host: '127.0.0.1', onread })
`

/** ms, over `seconds`, after `warmSeconds` that are not counted. */
export const measureFloor = async (warmSeconds: number, seconds: number): Promise<Quantiles> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const connected = new Promise<Socket>((resolve) => server.once('connection', resolve))
  const reader = spawn(process.execPath, ['-e', READER, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => reader.once('close', () => resolve()))
  let printed = ''
  reader.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  const socket = await connected
  socket.setNoDelay(true)
  const timer = setInterval(() => {
    const message = Buffer.alloc(BYTES)
    message.writeBigUInt64LE(process.hrtime.bigint(), 0)
    socket.write(message)
  }, 1000 / FRAMES_PER_SECOND)
  await new Promise((wake) => setTimeout(wake, (warmSeconds + seconds) * 1000))
  clearInterval(timer)
  socket.end()
  server.close()
  await ended
  const millis = printed.split('\n').filter(Boolean).map(Number)
  const figures = quantilesOf(millis.slice(warmSeconds * FRAMES_PER_SECOND))
  if (!figures) throw new Error('the floor was not measured: nothing crossed loopback')
  return figures
}
