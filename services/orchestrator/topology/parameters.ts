// What stands behind a generator's colon: `hops=5,delay=20ms`. Numbers that make the graph, and for every generator what
// its links are like and what a node with several parents does. Pure.
import { didYouMean } from './did-you-mean.ts'
import { DURATION, PERCENTAGE, RATE, type Unit } from './units.ts'
import { UsageError } from './usage-error.ts'

export interface NumberParameter {
  readonly usual: number
  readonly most: number
}

const IMPAIRMENTS: ReadonlyMap<string, Unit> = new Map([
  ['delay', DURATION],
  ['jitter', DURATION],
  ['rate', RATE],
  ['loss', PERCENTAGE],
])
const REDUNDANCIES = ['hot', 'standby', 'none'] as const
export type Redundancy = (typeof REDUNDANCIES)[number]
/** What all generators take. */
export const COMMON = [...IMPAIRMENTS.keys(), 'redundancy']

export interface Parameters {
  readonly numbers: Readonly<Record<string, number>>
  /** As topology.yaml writes it; undefined when nothing was said. */
  readonly impair: Readonly<Record<string, string>> | undefined
  readonly redundancy: Redundancy | undefined
}

/** Why the text is no value of that key, completing "expected …"; undefined when it is one. */
const whyNot = (key: string, text: string, parameter: NumberParameter | undefined): string | undefined => {
  if (parameter) {
    const fits = /^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= parameter.most
    return fits ? undefined : `a whole number from 1 to ${parameter.most}`
  }
  const unit = IMPAIRMENTS.get(key)
  if (!unit) return REDUNDANCIES.includes(text as Redundancy) ? undefined : `one of ${REDUNDANCIES.join(', ')}`
  const value = unit.pattern.test(text) ? unit.parse(text) : Number.NaN
  return value >= unit.limits.least && value <= unit.limits.most ? undefined : unit.expected
}

/** `text` is what was asked for, whole. Throws a UsageError with all that is wrong with it, in one sentence. */
export const parseParameters = (text: string, numbers: ReadonlyMap<string, NumberParameter>): Parameters => {
  const rest = text.slice(text.indexOf(':') + 1)
  const faults: string[] = []
  const given = new Map<string, string>()
  const known = [...numbers.keys(), ...COMMON]
  for (const part of !text.includes(':') || rest === '' ? [] : rest.split(',')) {
    const [key = '', value = ''] = part.split(/=(.*)/s).map((side) => side.trim())
    const wrong = known.includes(key) ? whyNot(key, value, numbers.get(key)) : undefined
    if (!known.includes(key))
      faults.push(`unknown "${key}", expected one of ${known.join(', ')}${didYouMean(key, known)}`)
    else if (given.has(key)) faults.push(`"${key}" is given twice`)
    else if (wrong) faults.push(`found ${key}="${value}", expected ${wrong}`)
    else given.set(key, value)
  }
  if (faults.length > 0) throw new UsageError(`${text}: ${faults.join('; ')}`)
  const impair = [...IMPAIRMENTS.keys()].flatMap((key): [string, string][] => {
    const value = given.get(key)
    return value === undefined ? [] : [[key, value]]
  })
  return {
    numbers: Object.fromEntries(
      [...numbers].map(([key, { usual }]): [string, number] => [key, Number(given.get(key) ?? usual)]),
    ),
    impair: impair.length > 0 ? Object.fromEntries(impair) : undefined,
    redundancy: given.get('redundancy') as Redundancy | undefined,
  }
}
