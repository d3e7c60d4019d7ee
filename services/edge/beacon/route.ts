// POST /api/beacon: what players report goes onto the node's metrics. Anybody can post here, so that a report is
// checked, small, rare, and only of streams that this edge has.
import type { RelayNode } from '@weir/relay'
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import { createRateLimit } from './rate-limit.ts'
import { BeaconReport, MAX_REPORT_BYTES } from './report.ts'

const tooBigOrNoJson: ErrorRequestHandler = (error, _request, response, _next) => {
  const status = typeof error?.status === 'number' ? error.status : 400
  response.status(status).json({ error: String(error?.message ?? error) })
}

export const beaconRoute = (node: RelayNode): (RequestHandler | ErrorRequestHandler)[] => {
  const limit = createRateLimit()
  const allow: RequestHandler = (request, response, next) => {
    if (limit.allow(request.ip ?? '', performance.now() / 1000)) next()
    else response.status(429).set('Retry-After', '5').json({ error: 'too many reports from this address' })
  }
  const take: RequestHandler = (request, response) => {
    const report = BeaconReport.safeParse(request.body)
    if (!report.success) {
      const faults = report.error.issues.map(({ path, message }) => `${path.join('.') || 'report'}: ${message}`)
      response.status(400).json({ error: faults.join('; ') })
      return
    }
    const { stream, renderer, joinSeconds, stalls, glassToGlassSeconds } = report.data
    // A label for every name that somebody makes up would grow the metrics without end.
    if (!node.streams().some(({ name }) => name === stream)) {
      response.status(404).json({ error: `there is no stream "${stream}" here` })
      return
    }
    if (joinSeconds !== undefined) node.metrics.join.observe({ stream }, joinSeconds)
    node.metrics.playerStalls.inc({ stream }, stalls)
    for (const seconds of glassToGlassSeconds) {
      node.metrics.playerGlassToGlass.observe({ stream, engine: renderer }, Math.max(0, seconds))
    }
    response.status(204).end()
  }
  return [allow, express.json({ limit: MAX_REPORT_BYTES }), take, tooBigOrNoJson]
}
