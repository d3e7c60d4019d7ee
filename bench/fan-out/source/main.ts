// The one source of the bench: an ingress that publishes a marked chunk 30 times a second, video alone, and hands the
// same bytes at the same moment to every server that is not Weir, over TCP. CHUNK_BYTES says how large they are. Tells
// the port of that over the channel to its parent, before it tells that the node listens.
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type RelayNode, runNode } from '@weir/relay'
import { markedChunk } from '../mark.ts'

const FRAMES_PER_SECOND = 30
const START_MICROS = 1_000_000
const bytes = Number(process.env.CHUNK_BYTES)

const listen = async (takers: Set<Socket>): Promise<number> => {
  const server = createServer((socket) => {
    socket.setNoDelay(true)
    takers.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => takers.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const feed = (node: RelayNode, stream: string, takers: ReadonlySet<Socket>): (() => void) => {
  const publisher = node.publish(stream)
  const init = Buffer.from('an init segment that nothing can decode')
  publisher.start({
    mime: 'video/mp4; codecs="avc1.42c01e"',
    init,
    tracks: [{ name: 'video', kind: 'video', codec: 'avc1.42c01e', width: 640, height: 360, frameRate: 30, init }],
  })
  const startMillis = performance.now()
  let timer: NodeJS.Timeout | undefined
  const publish = (sequence: number): void => {
    const payload = markedChunk(bytes, sequence, process.hrtime.bigint() / 1000n)
    const startsGroup = sequence % FRAMES_PER_SECOND === 0
    for (const socket of takers) socket.write(payload)
    publisher.chunk('video', {
      keyframe: startsGroup,
      startsGroup,
      decodeTimeMicros: START_MICROS + Math.round((sequence * 1e6) / FRAMES_PER_SECOND),
      durationMicros: Math.round(1e6 / FRAMES_PER_SECOND),
      captureTimeMicros: node.nowMicros(),
      payload,
    })
    // Due times count from the start, so that late timers don't add up to drift.
    const dueMillis = startMillis + ((sequence + 1) * 1000) / FRAMES_PER_SECOND
    timer = setTimeout(publish, Math.max(0, dueMillis - performance.now()), sequence + 1)
  }
  publish(0)
  return () => {
    clearTimeout(timer)
    publisher.end()
  }
}

await runNode(async (node) => {
  const takers = new Set<Socket>()
  process.send?.({ type: 'feed', port: await listen(takers) })
  return feed(node, Object.keys(node.config.streams)[0] as string, takers)
})
