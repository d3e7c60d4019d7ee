// A film without sound in which the picture stands: whether that is what the film shows, or a hole in its times. No other
// track goes on meanwhile, so that only its other pictures can tell. Pure.
import { type Hole, LONGEST_HOLE_SECONDS } from './hole.ts'

interface Step {
  readonly from: number
  readonly to: number
}

/** Slides may differ in length by so much. */
const LONGEST_SLIDES = 100
/** Between moving pictures it takes so many that stand, not all too different, to believe them. */
const FEWEST_STANDS = 3
const LONGEST_STANDS = 10

const middle = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor((values.length - 1) / 2)] ?? 0

/**
 * `steps` are those from one picture to the next that are longer than a hole may be, of all the film's `pictures`. Gives those
 * which are not believed, in their order; times in s.
 */
export const slideHoles = (steps: readonly Step[], pictures: number): Hole[] => {
  const lengths = steps.map(({ from, to }) => to - from)
  const usual = middle(lengths)
  const slides = 2 * steps.length >= pictures - 1
  const believed = slides ? LONGEST_SLIDES : steps.length >= FEWEST_STANDS ? LONGEST_STANDS : 0
  return steps
    .filter(({ from, to }) => to - from > Math.max(LONGEST_HOLE_SECONDS.silent, believed * usual))
    .map(({ from, to }) => ({ middleSeconds: (from + to) / 2, seconds: to - from }))
}
