// At what rate the pictures of a film come, from the times of all of them: an average over a film that stands now and then says
// nothing of its pictures. Pure.

/** A step of more than this many usual ones is a picture that stands. */
const STANDS_STEPS = 2.5
/** Pictures that are usually further apart than this are slides. */
const SLIDE_SECONDS = 1.05
/** Steps that are the same but for how a container rounds (1 ms), and how a camera trembles. */
const ROUNDED_SECONDS = 0.0011
const TREMBLES = 0.04
/** Of so many steps one may be anything. */
const FEW = 0.05
/** Fewer pictures than that at a rate, in all and in a row, tell none. */
const FEWEST_STEPS = 4
const WINDOW_STEPS = 8

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const quantile = (values: readonly number[], part: number): number =>
  [...values].sort((one, other) => one - other)[Math.floor((values.length - 1) * part)] ?? Number.NaN

/**
 * Where each step is one tick or a few (pictures that were left out, a rate that doubles in the middle): the tick.
 * The shortest of all may be wrong; what many share is not.
 */
const tickOf = (steps: readonly number[]): number | undefined => {
  const near = (step: number, tick: number): boolean => Math.abs(step - tick) < ROUNDED_SECONDS + TREMBLES * tick
  const short = quantile(steps, 0.15)
  const tick = mean(steps.filter((step) => near(step, short)))
  const odd = steps.filter((step) => !near(step / Math.max(1, Math.round(step / tick)), tick))
  return odd.length <= FEW * steps.length ? tick : undefined
}

/**
 * The length of a picture where steps tremble or alternate (a telephone, a film that was stretched for television): the mean, but
 * of a film whose rate changes that of its faster part.
 */
const smoothed = (rows: readonly (readonly number[])[]): number | undefined => {
  const lengths = rows.flatMap((row) =>
    Array.from({ length: Math.floor(row.length / WINDOW_STEPS) }, (_, index) =>
      mean(row.slice(index * WINDOW_STEPS, (index + 1) * WINDOW_STEPS)),
    ),
  )
  if (lengths.length === 0) return undefined
  const all = mean(lengths)
  const fast = quantile(lengths, 0.25)
  return fast > all * (1 - FEW) ? all : mean(lengths.filter((length) => Math.abs(length - fast) < fast * FEW))
}

/**
 * Pictures a second, from when they are shown, s, in any order. Undefined for slides, and for too few pictures to tell.
 */
export const cadenceOf = (times: readonly number[]): number | undefined => {
  const sorted = Float64Array.from(times).sort()
  const steps = Array.from(sorted.subarray(1), (at, index) => at - (sorted[index] as number)).filter(
    (step) => step > ROUNDED_SECONDS / 2,
  )
  const usual = quantile(steps, 0.5)
  if (!(usual <= SLIDE_SECONDS)) return undefined
  const rows: number[][] = [[]]
  for (const step of steps) {
    if (step > STANDS_STEPS * usual) rows.push([])
    else rows.at(-1)?.push(step)
  }
  const moving = rows.flat()
  if (moving.length < FEWEST_STEPS) return undefined
  return 1 / (tickOf(moving) ?? smoothed(rows) ?? mean(moving))
}
