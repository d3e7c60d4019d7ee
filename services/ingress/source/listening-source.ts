// A url that waits for a sender to come (`tcp://…?listen=1`, `srt://…?mode=listener`). To look at it means to take the
// sender's connection, so it is opened once for both: one ffmpeg listens, tells what came, and hands it on as it is (NUT
// holds any codec) over a unix socket to the one that encodes. Owns that process and that socket, until closed.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StreamConfig } from '@weir/relay/config'
import { ONLY_FROM_ELSEWHERE } from './address.ts'
import { pacedInput } from './paced-input.ts'
import type { SourcePlan } from './plan.ts'
import { parseProbe } from './probe.ts'

export interface ListenOptions {
  readonly url: string
  readonly ffmpegPath: string
  /** What keeps ffmpeg from outliving us, before its path: setpriv with its options, or nothing. */
  readonly wrap: readonly string[]
  /** Ends the waiting. */
  readonly signal: AbortSignal
}

/** Whether somebody else opens the connection. */
export const isListening = (url: string): boolean =>
  /^(?:tcp|srt):.*[?&](?:listen(?:=[12])?|mode=listener)(?:&|$)/i.test(url)

const INPUT = ['-fflags', 'nobuffer', '-flags', 'low_delay', '-analyzeduration', '1000000']
const OUTPUT = ['-map', '0:V:0', '-map', '0:a:0?', '-c', 'copy', '-flush_packets', '1', '-f', 'nut', 'pipe:1']
const MOST_CHARACTERS = 100_000

/** What ffmpeg says until it has found out what comes. Rejects with what it said when it ended before. */
const introduction = (listener: ChildProcess, url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = ''
    listener.stderr?.on('data', (bytes: Buffer) => {
      said = (said + bytes.toString()).slice(-MOST_CHARACTERS)
      if (said.includes('\nOutput #0')) resolve(said.slice(0, said.indexOf('\nOutput #0')))
    })
    listener.once('error', reject)
    listener.once('close', () => {
      const last = said.trim().split('\n').at(-1)
      // Nothing but sound is told apart from nothing at all.
      if (/matches no streams/.test(said)) resolve(said)
      else reject(new Error(`url "${url}" gives nothing that ffmpeg can play: ${last || 'nobody came'}`))
    })
  })

/** A socket that hands on what the listener writes, to the first that connects. */
const handOn = async (listener: ChildProcess): Promise<{ path: string; server: Server; folder: string }> => {
  const folder = await mkdtemp(join(tmpdir(), `weir-ingress-${process.pid}-`))
  const path = join(folder, 'listener')
  const server = createServer((socket) => {
    server.close()
    void rm(folder, { recursive: true, force: true })
    socket.on('error', () => listener.kill('SIGKILL'))
    listener.stdout?.pipe(socket)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  return { path, server, folder }
}

/** Resolves once a sender has come. Throws SourceError when it sends no picture, Error when it may yet. */
export const listeningSource = async (config: StreamConfig, options: ListenOptions): Promise<SourcePlan> => {
  const { url, ffmpegPath, wrap, signal } = options
  signal.throwIfAborted()
  const [command = ffmpegPath, ...rest] = [...wrap, ffmpegPath]
  const listener = spawn(
    command,
    [...rest, '-hide_banner', '-nostdin', '-nostats', ...ONLY_FROM_ELSEWHERE, ...INPUT, '-i', url, ...OUTPUT],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const end = (): void => void listener.kill('SIGKILL')
  signal.addEventListener('abort', end)
  listener.once('close', () => signal.removeEventListener('abort', end))
  let socket: Awaited<ReturnType<typeof handOn>> | undefined
  const close = (): void => {
    end()
    socket?.server.close()
    if (socket) void rm(socket.folder, { recursive: true, force: true })
  }
  try {
    const probe = parseProbe(await introduction(listener, url))
    const description = `url "${url}"`
    socket = await handOn(listener)
    const from = `unix:${socket.path}`
    const input = { description, from, options: ['-f', 'nut', ...INPUT], hold: true, keepStart: true }
    return { ...pacedInput(input, config, probe), close }
  } catch (error) {
    close()
    throw error
  }
}
