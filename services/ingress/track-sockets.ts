// The unix sockets that ffmpeg writes its tracks to, in a folder of their own that goes with them.
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TrackSockets } from './command.ts'

type TrackName = keyof TrackSockets

export interface ListeningSockets extends TrackSockets {
  /** Where they are; gone once ffmpeg has opened all of them, and so all that it reads. */
  readonly folder: string
  /** Ends them, and what is connected to them. */
  close(): Promise<void>
}

/** Calls back with the bytes of each track as they come, and once with any fault of a callback or a socket. */
export const listenForTracks = async (
  tracks: readonly TrackName[],
  onBytes: Readonly<Record<TrackName, (bytes: Uint8Array) => void>>,
  onFault: (error: Error) => void,
): Promise<ListeningSockets> => {
  const folder = await mkdtemp(join(tmpdir(), `weir-ingress-${process.pid}-`))
  const removeFolder = () => rm(folder, { recursive: true, force: true })
  const connected = new Set<Socket>()
  const awaited = new Set(tracks)
  const listen = (name: TrackName): Promise<Server> =>
    new Promise((resolve, reject) => {
      const server = createServer((socket) => {
        server.close() // one ffmpeg, one connection
        connected.add(socket)
        // Connected sockets need no path any more, and so even a process that is killed leaves none.
        awaited.delete(name)
        if (awaited.size === 0) void removeFolder()
        socket.on('data', (bytes) => {
          try {
            onBytes[name](bytes)
          } catch (error) {
            socket.destroy()
            onFault(error as Error)
          }
        })
        socket.on('error', onFault)
        socket.on('close', () => connected.delete(socket))
      })
      server.on('error', reject)
      server.listen(join(folder, name), () => resolve(server))
    })
  const servers = await Promise.all(tracks.map(listen))
  return {
    folder,
    video: join(folder, 'video'),
    audio: join(folder, 'audio'),
    looks: join(folder, 'looks'),
    close: async () => {
      for (const server of servers) server.close()
      for (const socket of connected) socket.destroy()
      await removeFolder()
    },
  }
}
