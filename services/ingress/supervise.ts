// Keeps one stream going: starts its source, starts it again when it ends, rests while nobody wants it. Every start is a
// new epoch. Says on /healthz what is wrong meanwhile.
import type { RelayNode } from '@weir/relay'
import type { StreamConfig } from '@weir/relay/config'
import { type Backoff, backoffMillis, createLogLimit, steadyMicros } from '@weir/time'
import { type FfmpegBinary, wrapOf } from './ffmpeg.ts'
import { SAME_PICTURE_SECONDS } from './looks.ts'
import { type Run, type RunEnd, startRun } from './run.ts'
import { resolveSource, type SourcePlan, waitsForSender } from './source/index.ts'

export interface SuperviseOptions {
  readonly node: RelayNode
  readonly stream: string
  readonly config: StreamConfig
  readonly binary: FfmpegBinary
  /** The plan for the first run; later ones ask anew, since a webcam may have gone or come. */
  readonly firstPlan: SourcePlan | undefined
  readonly patience?: { readonly firstFrameMillis: number; readonly silenceMillis: number }
}

const PATIENCE = { firstFrameMillis: 15_000, silenceMillis: 4_000 }
/** A source that played for this long had recovered: the next fault is a first one. */
const RECOVERED_MILLIS = 10_000
export const RETRY: Backoff = { firstMillis: 200, mostMillis: 5000 }

/** Begins at once. Returns a function that ends it and resolves when nothing of it is left. */
export const superviseStream = (options: SuperviseOptions): (() => Promise<void>) => {
  const { node, stream, config } = options
  const log = node.log.child({ stream })
  // A source that ends as soon as it starts would fill the log.
  const limit = createLogLimit()
  const publisher = node.publish(stream)
  let closed = false
  const closing = new AbortController()
  let run: Run | undefined
  let announced = false
  const waiting = waitsForSender(config) ? `waiting for a sender to come to ${config.input}` : undefined
  let fault: string | undefined = waiting ?? 'waiting for the first frame'
  let wake: (() => void) | undefined
  const newest = { video: 0, audio: 0 }
  // A stream has to have been announced once before anybody can want it.
  const wanted = (): boolean => !announced || node.wanted(stream)

  const onChunk = (track: 'video' | 'audio'): void => {
    const now = steadyMicros()
    if (newest[track] > 0) node.metrics.ingressFrameGap.observe({ stream, track }, (now - newest[track]) / 1e6)
    newest[track] = now
    if (fault !== undefined && track === 'video') {
      fault = undefined
      limit('playing', (times) => log.info({ times }, 'playing'))
    }
    if (announced) return
    announced = true
    if (!wanted()) void run?.stop()
  }

  /** Waits, until somebody wakes it or, when given, so long. */
  const rest = (millis?: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = millis === undefined ? undefined : setTimeout(resolve, millis)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (closed) wake()
    })

  const runOnce = async (plan: SourcePlan): Promise<RunEnd> => {
    newest.video = 0
    newest.audio = 0
    limit('starting', (times) => log.info({ source: plan.description, times }, 'starting'))
    run = await startRun({
      config,
      plan,
      binary: options.binary,
      redact: node.redact,
      publisher,
      nodeMicros: () => node.nowMicros(),
      onChunk,
      onDropped: (reason) => node.metrics.chunksDropped.inc({ reason }),
      patience: options.patience ?? PATIENCE,
    })
    if (closed) await run.stop()
    const end = await run.ended
    run = undefined
    return end
  }

  const loop = async (): Promise<void> => {
    let plan = options.firstPlan
    let attempt = 0
    /** Why the last run ended. */
    let ended: string | undefined
    while (!closed) {
      if (!wanted()) {
        limit('resting', (times) => log.info({ times }, 'nobody wants it: resting'))
        await rest()
        continue
      }
      const startedMillis = performance.now()
      if (waiting !== undefined && plan === undefined) {
        fault = ended === undefined ? waiting : `${waiting}; of the last: ${ended}`
        limit('waiting', (times) => log.info({ times }, waiting))
      }
      const opening = { wrap: wrapOf(options.binary), signal: closing.signal }
      const end: RunEnd = await Promise.resolve(plan ?? resolveSource(config, options.binary.path, opening))
        .then((found) => runOnce(found).finally(() => found.close?.()))
        .catch((error: Error) => ({ cause: 'failed' as const, reason: error.message }))
      plan = undefined
      if (end.cause === 'stopped') {
        if (!closed) publisher.end()
        continue
      }
      attempt = performance.now() - startedMillis > RECOVERED_MILLIS ? 0 : attempt
      // The source is as well as it was.
      const delayMillis = end.cause === 'clock' ? 0 : backoffMillis(RETRY, attempt++, Math.random())
      node.metrics.sourceRestarts.inc({ stream, reason: end.cause })
      fault = end.reason
      ended = end.reason
      limit(`ended ${end.reason}`, (times) =>
        log.warn({ reason: end.reason, retryMillis: Math.round(delayMillis), times }, 'source ended'),
      )
      await rest(delayMillis)
    }
  }

  /** Frames come, and yet nothing is to be seen of the source. */
  const standing = (): string | undefined => {
    const seconds = run?.sameSeconds() ?? 0
    return seconds >= SAME_PICTURE_SECONDS ? `the same picture for ${Math.floor(seconds)} s` : undefined
  }
  node.addHealthCheck(() => {
    const what = closed ? undefined : (fault ?? standing())
    return what === undefined ? undefined : `stream ${stream}: ${what}`
  })
  const stopListening = node.onDemandChange(stream, () => {
    if (wanted()) wake?.()
    else void run?.stop()
  })
  const finished = loop()
  return async () => {
    closed = true
    closing.abort()
    stopListening()
    wake?.()
    await run?.stop()
    await finished
    if (announced) publisher.end()
  }
}
