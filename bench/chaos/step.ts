// Runs one step on a lab: breaks, holds, mends, waits for the viewers to be well, and says what was not as it has to be.
import { FAULTS, type Fault, type Report, type Viewers } from '@weir/viewer'
import { type BenchLab, until } from '../lab.ts'
import { nothingMayBeLost } from './promise.ts'
import { type ChaosFault, faultText, type Step } from './schedule.ts'

export interface StepResult {
  readonly index: number
  readonly faults: readonly string[]
  /** Every edge kept a whole way to an ingress. */
  readonly promised: boolean
  /** From the last mend until every viewer was at the live edge; null when that never came. */
  readonly wellAfterSeconds: number | null
  readonly missing: number
  readonly missedAway: number
  readonly largestGapMillis: number
  readonly stalls: number
  readonly newEpochs: number
  /** What was not as it has to be. */
  readonly broken: readonly string[]
}

export interface ChaosContext {
  readonly lab: BenchLab
  readonly viewers: Viewers
  readonly count: number
  /** A playhead may be this much behind the capture, ms. */
  readonly liveMillis: number
}

const WELL_SECONDS = 20
/** A viewer without a chunk for so long is not at the live edge. */
const FRESH_MILLIS = 400

const pause = (seconds: number) => new Promise((wake) => setTimeout(wake, seconds * 1000))

const apply = async (lab: BenchLab, fault: ChaosFault): Promise<void> => {
  if (fault.kind === 'link') await lab.impair(fault.from, fault.to, fault.impair)
  else await lab.fault(fault.node, fault.kind)
}

/** A link is set on its child: when that is frozen or gone, the mend waits until it is back. */
const mend = async (lab: BenchLab, faults: readonly ChaosFault[]): Promise<void> => {
  for (const fault of faults) {
    if (fault.kind === 'kill') await lab.fault(fault.node, 'start')
    else if (fault.kind === 'freeze') await lab.fault(fault.node, 'thaw')
  }
  for (const fault of faults) {
    if (fault.kind !== 'link') continue
    const shipped = lab.plan.links.find(({ from, to }) => from === fault.from && to === fault.to)
    await lab.impair(fault.from, fault.to, shipped?.impair ?? {})
  }
}

/** Every viewer is connected, gets chunks, and plays near the live edge. `before` opens the window that is judged. */
const areWell = async ({ viewers, count, liveMillis }: ChaosContext): Promise<boolean> => {
  const { reading } = viewers.snapshot()
  return (
    reading.connected === count &&
    reading.playing === count &&
    (reading.liveNowMillis.max ?? Number.POSITIVE_INFINITY) <= liveMillis &&
    (reading.windowGapsMillis.at(-1) ?? Number.POSITIVE_INFINITY) <= FRESH_MILLIS
  )
}

/** Broken by no fault, promise or not; only a chunk may be missing. */
const ALWAYS: readonly Fault[] = FAULTS.filter((fault) => fault !== 'missing')

export const runStep = async (context: ChaosContext, step: Step): Promise<StepResult> => {
  const { lab, viewers } = context
  const promised = nothingMayBeLost(lab.plan, step.faults)
  viewers.openWindow()
  const before = viewers.snapshot().reading
  const broken: string[] = []
  for (const fault of step.faults) await apply(lab, fault)
  await pause(step.holdSeconds)
  const heldGap = viewers.snapshot().reading.windowGapsMillis.at(-1) ?? 0
  await mend(lab, step.faults)

  const mendedAt = performance.now()
  let largestGap = heldGap
  try {
    // A window of half a second that is clean from end to end.
    await until('all viewers at the live edge', WELL_SECONDS, async () => {
      largestGap = Math.max(largestGap, viewers.snapshot().reading.windowGapsMillis.at(-1) ?? 0)
      viewers.openWindow()
      await pause(0.5)
      return areWell(context)
    })
  } catch {
    broken.push(
      `not all viewers were at the live edge ${WELL_SECONDS} s after the mend: ${stateOf(viewers.snapshot())}`,
    )
  }
  const wellAfterSeconds = broken.length > 0 ? null : Math.round((performance.now() - mendedAt) / 10) / 100
  await pause(step.calmSeconds)
  const after = viewers.snapshot().reading
  for (const fault of ALWAYS) {
    const times = after.faults[fault] - before.faults[fault]
    if (times > 0) broken.push(`${fault} ${times} times`)
  }
  const missing = after.faults.missing - before.faults.missing
  const missedAway = after.missedAway - before.missedAway
  if (promised && missing + missedAway > 0)
    broken.push(`${missing + missedAway} chunks missing although a way was left`)
  if (promised && after.disconnects > before.disconnects) {
    broken.push(`${after.disconnects - before.disconnects} viewers lost their edge although it was left alone`)
  }
  return {
    index: step.index,
    faults: step.faults.map(faultText),
    promised,
    wellAfterSeconds,
    missing,
    missedAway,
    largestGapMillis: Math.round(largestGap),
    stalls: after.stalls - before.stalls,
    newEpochs: after.newEpochs - before.newEpochs,
    broken,
  }
}

const stateOf = ({ reading }: Report): string =>
  `${reading.connected}/${reading.viewers} connected, ${reading.playing} playing, ` +
  `playhead up to ${reading.liveNowMillis.max} ms behind, last half second's largest gap ${reading.windowGapsMillis.at(-1)} ms`
