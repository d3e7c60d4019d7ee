// What the chunks themselves say of the links they crossed: a bare viewer that reads hop trails. Nothing of the lab's own
// code but the wire takes part.
import { decodeControl, decodeFrame, encodeControl, hopsOf, SUBPROTOCOL } from '@weir/wire'
import { WebSocket } from 'ws'

export interface LinkSamples {
  readonly from: string
  readonly to: string
  /** One a chunk, ms, clock offset removed. */
  readonly pushMillis: number[]
  /** When the child received each, by its own clock, µs since 1970. */
  readonly receivedMicros: number[]
  /** ± bound of each, ms. */
  readonly errorMillis: number[]
}

/**
 * Watches one track at an edge for `seconds`, from the first live chunk on. Replayed chunks, and hops whose clock offset
 * is not known yet, are left out. Throws when the edge closes.
 */
export const sampleTrails = async (
  edgeUrl: string,
  stream: string,
  seconds: number,
  track = 'video',
): Promise<LinkSamples[]> => {
  const socket = new WebSocket(`${edgeUrl.replace(/^http/, 'ws')}/push`, SUBPROTOCOL, { perMessageDeflate: false })
  const names = new Map<number, string>()
  const links = new Map<string, LinkSamples>()
  let over: NodeJS.Timeout | undefined
  const linkOf = (fromIndex: number, toIndex: number): LinkSamples => {
    const from = names.get(fromIndex) ?? String(fromIndex)
    const to = names.get(toIndex) ?? String(toIndex)
    const known = links.get(`${from}->${to}`) ?? { from, to, pushMillis: [], receivedMicros: [], errorMillis: [] }
    links.set(`${from}->${to}`, known)
    return known
  }
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject)
      socket.on('close', () => reject(new Error(`${edgeUrl} closed the connection`)))
      socket.on('open', () => {
        socket.send(encodeControl({ type: 'hello', role: 'viewer', agent: 'weir-test' }))
        socket.send(encodeControl({ type: 'subscribe', tracks: [{ stream, track }] }))
      })
      socket.on('message', (data: Buffer, isBinary: boolean) => {
        if (!isBinary) {
          const message = decodeControl(data.toString())
          if (message.type === 'catalog') for (const { id, index } of message.nodes) names.set(index, id)
          if (message.type === 'bye') reject(new Error(`${edgeUrl} said: ${message.reason}`))
          return
        }
        const frame = decodeFrame(data)
        if (frame.type !== 'chunk' || frame.replay) return
        over ??= setTimeout(resolve, seconds * 1000)
        for (const [index, { fromIndex, toIndex, pushMicros, errorMicros }] of hopsOf(frame.trail).entries()) {
          if (!Number.isFinite(errorMicros)) continue
          const link = linkOf(fromIndex, toIndex)
          link.pushMillis.push(pushMicros / 1000)
          link.receivedMicros.push(frame.trail[index + 1]?.receiveMicros ?? 0)
          link.errorMillis.push(errorMicros / 1000)
        }
      })
    })
  } finally {
    clearTimeout(over)
    socket.removeAllListeners()
    socket.on('error', () => undefined)
    socket.terminate()
  }
  return [...links.values()]
}
