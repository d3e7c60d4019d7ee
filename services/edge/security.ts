import { RELOAD_SOURCE } from '@weir/reload'
import type { RequestHandler } from 'express'
import { type Edge, hostNameOf } from './edges.ts'

/** `http://host:port` as the WebSocket source of a policy. */
const socketSource = (url: string): string => new URL(url).origin.replace(/^http/, 'ws')

/**
 * Where the player's sockets may go: home, and to the other edges when this one stays gone. Those that are found by their
 * ports are on the host by which the page came; one source stands for all their ports, since some proxies take no more than
 * 4 KB of headers.
 */
const socketSources = (edges: readonly Edge[], hostName: string | undefined): string[] => {
  const byPort = hostName === undefined ? [] : [`ws://${hostName}:*`, `wss://${hostName}:*`]
  const named = edges.flatMap(({ url, port, publicUrl }) => [
    ...(port === undefined ? [url] : []),
    ...(publicUrl === undefined ? [] : [publicUrl]),
  ])
  return [...new Set([...byPort, ...named.map(socketSource)])]
}

const policy = (edges: readonly Edge[], hostName: string | undefined): string =>
  [
    "default-src 'none'",
    `script-src 'self' ${RELOAD_SOURCE}`,
    "style-src 'self'",
    "img-src 'self'",
    'media-src blob:',
    ["connect-src 'self'", ...socketSources(edges, hostName)].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    // Anybody may frame the player: there is no session to steal and nothing to click that would change anything.
    'frame-ancestors *',
  ].join('; ')

/**
 * Headers for every answer; `edges` are their addresses as of now. COOP and COEP isolate the page, which gives its clock a resolution of 5 µs in Chromium
 * (100 µs without) and 20 µs in Firefox (1 ms without): the player measures with it.
 */
export const securityHeaders = (edges: () => readonly Edge[]): RequestHandler => {
  const headers = {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  }
  return (request, response, next) => {
    response.set({ ...headers, 'Content-Security-Policy': policy(edges(), hostNameOf(request)) })
    next()
  }
}
