// Measures the link against a raw socket in the same run: what a clean link costs, how exact an added delay and a rate
// are. Both ends are in this process, so that one clock stamps both. A test holds it to bounds; README.md has figures.
import { once } from 'node:events'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { quantile } from '@weir/figures'
import { createLink } from '../link.ts'

export interface OverheadResult {
  /** Write at the parent to data at the child, one 4 KB chunk at a time, µs. */
  readonly rawP50Micros: number
  readonly linkP50Micros: number
  readonly rawP99Micros: number
  readonly linkP99Micros: number
  /** CPU of this process (both ends) per chunk, µs. */
  readonly rawCpuMicros: number
  readonly linkCpuMicros: number
}

export interface DelayResult {
  readonly wantedSeconds: number
  /** Over what a raw socket took in the same run. */
  readonly addedP50Seconds: number
  readonly addedP99Seconds: number
}

export interface RateResult {
  readonly wantedBitsPerSecond: number
  readonly bitsPerSecond: number
}

export interface AccuracyResult {
  readonly overhead: OverheadResult
  readonly delays: readonly DelayResult[]
  readonly rates: readonly RateResult[]
}

export interface AccuracyOptions {
  readonly chunks?: number
  readonly delaysSeconds?: readonly number[]
  readonly ratesBitsPerSecond?: readonly number[]
  /** How long each rate is measured, s. */
  readonly rateSeconds?: number
}

type Dial = (port: number) => Duplex

const CHUNK_BYTES = 4096
/** Between chunks, so that each finds idle sockets. */
const GAP_MILLIS = 4

const rawDial: Dial = (port) => net.connect({ port, host: '127.0.0.1' }).setNoDelay()

/** A parent that hands out its end of a connection that `dial` makes. Gives both ends to `use`, then closes all. */
const withConnection = async <T>(dial: Dial, use: (parent: net.Socket, child: Duplex) => Promise<T>): Promise<T> => {
  const server = net.createServer({ noDelay: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const accepted = once(server, 'connection')
  const child = dial((server.address() as net.AddressInfo).port)
  try {
    const [[parent]] = (await Promise.all([accepted, once(child, 'connect')])) as [[net.Socket], unknown]
    parent.on('error', () => parent.destroy())
    return await use(parent, child)
  } finally {
    child.destroy()
    server.close()
  }
}

/** ms from write to the last byte, for each chunk; `gapMillis` after one has come the next goes. */
const latencies = (dial: Dial, chunks: number, gapMillis: number): Promise<number[]> =>
  withConnection(dial, async (parent, child) => {
    const found: number[] = []
    const chunk = Buffer.alloc(CHUNK_BYTES)
    let missing = 0
    let sent = 0
    await new Promise<void>((done) => {
      const send = () => {
        missing = CHUNK_BYTES
        sent = performance.now()
        parent.write(chunk)
      }
      child.on('data', (bytes: Buffer) => {
        missing -= bytes.length
        if (missing > 0) return
        found.push(performance.now() - sent)
        if (found.length === chunks) done()
        else if (gapMillis > 0) setTimeout(send, gapMillis)
        else setImmediate(send)
      })
      send()
    })
    return found
  })

/** Of latencies, of which there is at least one. */
const at = (millis: readonly number[], q: number): number => quantile(millis, q) as number

const cpuMicros = (): number => {
  const { user, system } = process.cpuUsage()
  return user + system
}

const measureOverhead = async (chunks: number): Promise<OverheadResult> => {
  const link = createLink()
  const linkDial: Dial = (port) => link.createConnection({ port, host: '127.0.0.1', noDelay: true })
  const found = { raw: [] as number[], link: [] as number[], rawCpu: 0, linkCpu: 0 }
  // By turns, so that a busy machine is as busy for both; the first turn warms up and does not count.
  const turns = 10
  for (let turn = 0; turn <= turns; turn++) {
    for (const [name, dial] of [
      ['raw', rawDial],
      ['link', linkDial],
    ] as const) {
      const before = cpuMicros()
      const latency = await latencies(dial, Math.ceil(chunks / turns), 0)
      if (turn === 0) continue
      found[`${name}Cpu`] += cpuMicros() - before
      found[name].push(...latency)
    }
  }
  return {
    rawP50Micros: at(found.raw, 0.5) * 1000,
    linkP50Micros: at(found.link, 0.5) * 1000,
    rawP99Micros: at(found.raw, 0.99) * 1000,
    linkP99Micros: at(found.link, 0.99) * 1000,
    rawCpuMicros: found.rawCpu / found.raw.length,
    linkCpuMicros: found.linkCpu / found.link.length,
  }
}

const measureDelay = async (wantedSeconds: number): Promise<DelayResult> => {
  const link = createLink({ impair: { delaySeconds: wantedSeconds, direction: 'down' } })
  const raw = at(await latencies(rawDial, 100, GAP_MILLIS), 0.5)
  const count = Math.max(50, Math.min(300, Math.round(5 / (wantedSeconds + GAP_MILLIS / 1000))))
  const shaped = await latencies((port) => link.createConnection({ port, host: '127.0.0.1' }), count, GAP_MILLIS)
  return {
    wantedSeconds,
    addedP50Seconds: (at(shaped, 0.5) - raw) / 1000,
    addedP99Seconds: (at(shaped, 0.99) - raw) / 1000,
  }
}

/** Sends as fast as the link takes it, and counts what comes from the first byte on. */
const measureRate = (wantedBitsPerSecond: number, seconds: number): Promise<RateResult> => {
  const link = createLink({ impair: { rateBitsPerSecond: wantedBitsPerSecond, direction: 'down' } })
  return withConnection(
    (port) => link.createConnection({ port, host: '127.0.0.1' }),
    (parent, child) => {
      const chunk = Buffer.alloc(16 * 1024)
      const send = () => {
        while (parent.write(chunk));
      }
      parent.on('drain', send)
      return new Promise((done) => {
        let began = 0
        let bytes = 0
        child.on('data', (piece: Buffer) => {
          const at = performance.now()
          if (began === 0) {
            began = at
            return
          }
          bytes += piece.length
          if (at - began < seconds * 1000) return
          child.destroy()
          done({ wantedBitsPerSecond, bitsPerSecond: (bytes * 8) / ((at - began) / 1000) })
        })
        send()
      })
    },
  )
}

/** Takes about 5 s for each rate and delay. */
export const measureAccuracy = async (options: AccuracyOptions = {}): Promise<AccuracyResult> => {
  const { chunks = 20_000, delaysSeconds = [0.005, 0.02, 0.1], rateSeconds = 5 } = options
  const { ratesBitsPerSecond = [1e6, 1e7, 1e8] } = options
  const overhead = await measureOverhead(chunks)
  const delays: DelayResult[] = []
  for (const wanted of delaysSeconds) delays.push(await measureDelay(wanted))
  const rates: RateResult[] = []
  for (const wanted of ratesBitsPerSecond) rates.push(await measureRate(wanted, rateSeconds))
  return { overhead, delays, rates }
}
