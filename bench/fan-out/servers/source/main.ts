// The one source of the bench: an ingress that publishes a marked chunk 30 times a second, video alone, and hands the
// same bytes at the same moment to every server that is not Weir, over TCP or, where it is told to, as RTMP. CHUNK_BYTES
// says how large they are. Tells the port of the TCP feed over the channel to its parent, before that of the node.
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type RelayNode, runNode } from '@weir/relay'
import { markedChunk } from '../../mark.ts'
import { publishRtmp } from '../../rtmp/publisher.ts'

const FRAMES_PER_SECOND = 30
const START_MICROS = 1_000_000
const chunkBytes = Number(process.env.CHUNK_BYTES)

interface Chunk {
  readonly payload: Buffer
  readonly sequence: number
  readonly keyframe: boolean
}
type Take = (chunk: Chunk) => void

/** Whoever connects gets every chunk from then on. */
const listen = async (takers: Set<Take>): Promise<number> => {
  const server = createServer((socket: Socket) => {
    const take: Take = ({ payload }) => socket.write(payload)
    socket.setNoDelay(true)
    takers.add(take)
    socket.on('error', () => undefined)
    socket.on('close', () => takers.delete(take))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const publishTo = (node: RelayNode, stream: string): Take => {
  const publisher = node.publish(stream)
  const init = Buffer.from('an init segment that nothing can decode')
  publisher.start({
    mime: 'video/mp4; codecs="avc1.42c01e"',
    init,
    tracks: [{ name: 'video', kind: 'video', codec: 'avc1.42c01e', width: 640, height: 360, frameRate: 30, init }],
  })
  return ({ payload, sequence, keyframe }) =>
    publisher.chunk('video', {
      keyframe,
      startsGroup: keyframe,
      decodeTimeMicros: START_MICROS + Math.round((sequence * 1e6) / FRAMES_PER_SECOND),
      durationMicros: Math.round(1e6 / FRAMES_PER_SECOND),
      captureTimeMicros: node.nowMicros(),
      payload,
    })
}

/** A chunk whenever one is due; due times count from the start, so that late timers don't add up to drift. */
const pace = (takers: ReadonlySet<Take>) => {
  let sequence = 0
  let timer: NodeJS.Timeout | undefined
  const speak = (): void => {
    const startMillis = performance.now() - (sequence * 1000) / FRAMES_PER_SECOND
    const next = (): void => {
      const payload = markedChunk(chunkBytes, sequence, process.hrtime.bigint() / 1000n)
      for (const take of takers) take({ payload, sequence, keyframe: sequence % FRAMES_PER_SECOND === 0 })
      sequence++
      const dueMillis = startMillis + (sequence * 1000) / FRAMES_PER_SECOND
      timer = setTimeout(next, Math.max(0, dueMillis - performance.now()))
    }
    clearTimeout(timer)
    next()
  }
  return { speak, silence: () => clearTimeout(timer) }
}

await runNode(async (node) => {
  const stream = Object.keys(node.config.streams)[0] as string
  const takers = new Set<Take>([publishTo(node, stream)])
  process.send?.({ type: 'feed', port: await listen(takers) })
  const pacer = pace(takers)
  process.on('message', ({ type, port }: { type: string; port: number }) => {
    if (type === 'silence') pacer.silence()
    else if (type === 'speak') pacer.speak()
    else if (type === 'publish') publishRtmp(port, stream).then((take) => takers.add(take), console.error)
  })
  pacer.speak()
  return pacer.silence
})
