// Reports what this viewer sees to its edge, every few seconds, so that it stands on the edge's /metrics. The edge's
// schema (services/edge/beacon) is the contract. A report that fails is dropped: the next one carries on.
import type { GlassSample } from './measure/meter.ts'
import type { WeirSnapshot } from './snapshot.ts'

const EVERY_MILLIS = 5000
/** Samples in one report: enough for a histogram, and small. */
const MOST_SAMPLES = 100

/** What came after `newest`, which was reported: by its place, since stamps go back with the ingress's clock. */
export const samplesAfter = <Sample>(samples: readonly Sample[], newest: Sample | undefined): readonly Sample[] =>
  newest === undefined ? samples : samples.slice(samples.lastIndexOf(newest) + 1)

/** `to` is the edge's /api/beacon. */
export const startBeacon = (snapshot: WeirSnapshot, to: URL): void => {
  let reportedJoin: number | null = null
  let reportedStalls = 0
  let reported: GlassSample | undefined

  const report = (): void => {
    const fresh = samplesAfter(snapshot.samples, reported)
    const step = Math.max(1, Math.ceil(fresh.length / MOST_SAMPLES))
    const picked = fresh.filter((_, index) => index % step === 0)
    const joined = snapshot.joinMillis !== reportedJoin ? snapshot.joinMillis : null
    const stalls = snapshot.stalls.count - reportedStalls
    if (picked.length === 0 && joined === null && stalls === 0) return
    reported = fresh.at(-1) ?? reported
    reportedJoin = snapshot.joinMillis
    reportedStalls = snapshot.stalls.count
    const body = JSON.stringify({
      stream: snapshot.stream,
      renderer: snapshot.renderer ?? 'mse',
      ...(joined === null ? {} : { joinSeconds: joined / 1000 }),
      stalls,
      glassToGlassSeconds: picked.map(({ capturedMicros, shownMicros }) => (shownMicros - capturedMicros) / 1e6),
    })
    fetch(to, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      keepalive: true,
    }).catch(() => undefined)
  }
  setInterval(report, EVERY_MILLIS)
}
