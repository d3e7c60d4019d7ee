// What makes a relay an ingress: its streams' sources, published into it.
import type { RelayNode } from '@weir/relay'
import { findFfmpeg } from './find-ffmpeg.ts'
import { resolveSource, waitsForSender } from './source/index.ts'
import { SourceError } from './source/plan.ts'
import { superviseStream } from './supervise.ts'

/**
 * Starts every stream of the node's configuration and keeps it going. What it returns ends them all, and ffmpeg with
 * them. Rejects with SourceError, one sentence, when a stream can never work as configured: no ffmpeg, a file that
 * isn't there; a source that may come yet is tried again.
 */
export const attachIngress = async (node: RelayNode): Promise<() => Promise<void>> => {
  const streams = Object.entries(node.config.streams)
  if (streams.length === 0) return async () => {}
  const binary = await findFfmpeg()
  const plans = await Promise.all(
    streams.map(async ([stream, config]) => ({
      stream,
      config,
      firstPlan: waitsForSender(config)
        ? undefined
        : await resolveSource(config, binary.path).catch((error: Error) => {
            if (error instanceof SourceError) throw new SourceError(`stream "${stream}": ${error.message}`)
            return undefined
          }),
    })),
  )
  const stops = plans.map((plan) => superviseStream({ node, binary, ...plan }))
  return async () => {
    await Promise.all(stops.map((stop) => stop()))
  }
}
