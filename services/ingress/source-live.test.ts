// Senders that come, go and come back: what the node says of them, and what it publishes.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import test from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { NodeConfig, type RelayNode, startNode } from '@weir/relay'
import { need } from '@weir/test-support'
import { pino } from 'pino'
import { attachIngress } from './index.ts'

const LIMIT_MILLIS = 30_000

const until = async <T>(what: string, ask: () => T | undefined, limitMillis = LIMIT_MILLIS): Promise<T> => {
  for (const startMillis = performance.now(); performance.now() - startMillis < limitMillis; await pause(20)) {
    const answer = ask()
    if (answer !== undefined) return answer
  }
  throw new Error(`${what}: not within ${limitMillis / 1000} s`)
}

/** Sends a moving picture, with sound unless told otherwise, at its own speed, until it is killed. */
const send = (to: string, ...options: string[]): ChildProcess =>
  spawn(
    'ffmpeg',
    [
      ...['-v', 'error', '-nostdin', '-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25'],
      ...['-re', '-f', 'lavfi', '-i', 'sine=sample_rate=48000', '-c:v', 'mpeg2video', '-g', '10', '-c:a', 'aac'],
      ...[...options, '-f', 'mpegts', '-flush_packets', '1', to],
    ],
    { stdio: 'ignore' },
  )
const end = async (sender: ChildProcess): Promise<void> => {
  if (sender.exitCode !== null || sender.signalCode !== null) return
  const gone = once(sender, 'exit')
  sender.kill('SIGKILL')
  await gone
}

const freeUdpPort = async (): Promise<number> => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}
const freeTcpPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

const withUrl = async (input: string, work: (node: RelayNode) => Promise<void>): Promise<void> => {
  const config = NodeConfig.parse({
    id: 'in1',
    index: 0,
    roles: ['ingress'],
    listen: { port: 0 },
    streams: { cam: { source: 'url', input, width: 320, height: 180, frameRate: 25 } },
  })
  const node = await startNode(config, { log: pino({ level: 'silent' }), processMetrics: false })
  const detach = await attachIngress(node)
  try {
    await work(node)
  } finally {
    await detach()
    await node.close()
  }
}
const video = (node: RelayNode) => node.state().tracks.find(({ kind }) => kind === 'video')
const plays = (node: RelayNode, afterEpoch = 0): Promise<number> =>
  until('it plays', () => {
    const track = video(node)
    return track && track.epoch > afterEpoch && track.sequence > 25 && node.state().healthy ? track.epoch : undefined
  })

test(
  'a UDP sender that is killed: the node says so within 10 s, and plays when it comes back',
  need('ffmpeg'),
  async () => {
    const to = `udp://127.0.0.1:${await freeUdpPort()}`
    const first = send(`${to}?pkt_size=1316`)
    try {
      await withUrl(to, async (node) => {
        const epoch = await plays(node)
        await end(first)
        await until('a fault', () => (node.state().healthy ? undefined : true), 10_000)
        assert.match(node.state().faults.join(), /^stream cam: /)
        assert.ok(
          (video(node)?.silentSeconds ?? 10) > 0.5 || !video(node),
          'the track says how old its newest chunk is',
        )
        const second = send(`${to}?pkt_size=1316`)
        try {
          await plays(node, epoch)
        } finally {
          await end(second)
        }
      })
    } finally {
      await end(first)
    }
  },
)

test(
  'a listening url is opened once: the sender that came plays, leaves, and the next one plays',
  need('ffmpeg'),
  async () => {
    const port = await freeTcpPort()
    const to = `tcp://127.0.0.1:${port}`
    await withUrl(`${to}?listen=1`, async (node) => {
      let epoch = 0
      let cut = 0
      const waits = (of: string) => [`stream cam: waiting for a sender to come to ${to}?listen=1${of}`]
      assert.deepEqual(node.state().faults, waits(''))
      for (let turn = 0; turn < 2; turn++) {
        // It waits for somebody, and whoever comes early is refused by the kernel.
        let sender = send(to)
        try {
          let sentMillis = performance.now()
          const again = setInterval(() => {
            if (sender.exitCode === null || (video(node)?.epoch ?? 0) > epoch) return
            // Who is refused ends at once; who was let in and then cut off has played for a while.
            cut += performance.now() - sentMillis > 1500 ? 1 : 0
            sender = send(to)
            sentMillis = performance.now()
          }, 200)
          epoch = await plays(node, epoch).finally(() => clearInterval(again))
          await pause(1000)
          assert.equal(cut, 0, 'no sender was let in and cut off')
          assert.equal(sender.exitCode, null, 'the connection that was looked at is the one that plays')
          assert.equal(node.state().tracks.length, 2)
        } finally {
          await end(sender)
        }
        await until('a fault', () => (node.state().healthy ? undefined : true), 10_000)
        const again = waits('; of the last: ffmpeg ended: its input ended')
        await until('it waits again', () => (`${node.state().faults}` === `${again}` ? true : undefined), 10_000)
      }
    })
  },
)

test('a listening url to which only sound is sent says so', need('ffmpeg'), async () => {
  const to = `tcp://127.0.0.1:${await freeTcpPort()}`
  await withUrl(`${to}?listen=1`, async (node) => {
    let sender = send(to, '-vn')
    const again = setInterval(() => {
      if (sender.exitCode !== null) sender = send(to, '-vn')
    }, 200)
    try {
      await until('the fault', () => node.state().faults.find((fault) => /has no picture/.test(fault)))
    } finally {
      clearInterval(again)
      await end(sender)
    }
  })
})
