// /mse/<stream>: plain fMP4 for any page that knows MSE and nothing of us. A GET says what to pass to addSourceBuffer, a
// WebSocket on the same path brings the media. Which pages may is the listener's to say (services/doors).
import type { Duplex } from 'node:stream'
import type { RelayNode } from '@weir/relay'
import type { StreamDescription } from '@weir/wire'
import type { RequestHandler } from 'express'

const PREFIX = '/mse/'

/**
 * Names out of `?tracks=video`: one track, or all of them, which is also what leaving it out means: there is an init
 * segment for each of these and for no other choice. Undefined for anything else.
 */
const chooseTracks = (stream: StreamDescription, wanted: string | null): readonly string[] | undefined => {
  const all = stream.tracks.map(({ name }) => name)
  if (!wanted) return all
  const names = [...new Set(wanted.split(','))]
  const served = names.length === 1 || names.length === all.length
  return served && names.every((name) => all.includes(name)) ? names : undefined
}

const mimeOf = (stream: StreamDescription, tracks: readonly string[]): string => {
  const chosen = stream.tracks.filter(({ name }) => tracks.includes(name))
  const kind = chosen.some((track) => track.kind === 'video') ? 'video' : 'audio'
  return chosen.length === stream.tracks.length
    ? stream.mime
    : `${kind}/mp4; codecs="${chosen.map(({ codec }) => codec).join(', ')}"`
}

const noStream = (node: RelayNode, name: string) => ({
  error: `there is no stream "${name}" here`,
  streams: node.streams().map((stream) => stream.name),
})

const noTrack = (stream: StreamDescription, wanted: string | null) => ({
  error: `tracks="${wanted}", expected one track of stream "${stream.name}" or all of them`,
  tracks: stream.tracks.map(({ name }) => name),
})

/** GET: `{mime, tracks}` for the tracks that were asked for. */
export const describeMedia =
  (node: RelayNode): RequestHandler<{ stream: string }> =>
  (request, response) => {
    response.vary('Origin')
    // Who has come so far has been let in.
    if (request.headers.origin) response.set('Access-Control-Allow-Origin', request.headers.origin)
    const stream = node.streams().find(({ name }) => name === request.params.stream)
    if (!stream) {
      response.status(404).json(noStream(node, request.params.stream))
      return
    }
    const wanted = typeof request.query.tracks === 'string' ? request.query.tracks : null
    const tracks = chooseTracks(stream, wanted)
    if (!tracks) response.status(404).json(noTrack(stream, wanted))
    else response.json({ mime: mimeOf(stream, tracks), tracks })
  }

const refuse = (socket: Duplex, body: object): void => {
  const text = JSON.stringify(body)
  socket.end(
    `HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  )
}

const nameIn = (pathname: string): string => {
  try {
    return decodeURIComponent(pathname.slice(PREFIX.length))
  } catch {
    return pathname
  }
}

/** WebSocket: the relay serves the media. */
export const serveForeignPlayers = (node: RelayNode): void => {
  node.handleUpgrades(PREFIX, (request, socket, head, url) => {
    const name = nameIn(url.pathname)
    const stream = node.streams().find((candidate) => candidate.name === name)
    if (!stream) return refuse(socket, noStream(node, name))
    const wanted = url.searchParams.get('tracks')
    const tracks = chooseTracks(stream, wanted)
    if (!tracks) return refuse(socket, noTrack(stream, wanted))
    node.serveMedia(request, socket, head, name, tracks)
  })
}
