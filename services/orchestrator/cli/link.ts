// `weir link mid-a:edge1 delay=50ms loss=1%`: changes what is named and keeps the rest. `clear` makes it a clean link,
// `partition` cuts it, `heal` mends it.
import { type Impair, VIEWERS } from '@weir/relay/config'
import { readBounded } from '../topology/bounds.ts'
import { didYouMean } from '../topology/did-you-mean.ts'
import { impairText } from '../topology/graph/impair-text.ts'
import { parseImpair } from '../topology/impair.ts'
import { noLastMile } from '../topology/last-mile.ts'
import { linkName } from '../topology/link-name.ts'
import { ImpairInput } from '../topology/schema.ts'
import { selectLinks } from '../topology/select.ts'
import { expectation } from '../topology/shape.ts'
import { parseTrace } from '../topology/trace.ts'
import { UsageError } from '../topology/usage-error.ts'
import { askConsole } from './console-client.ts'
import { type Context, requireState } from './context.ts'

const KEYS = Object.keys(ImpairInput.shape)

/** Throws one UsageError that names every setting that can't be. Pure but for the trace's file. */
export const changed = (before: Impair, settings: readonly string[]): Impair => {
  const faults: string[] = []
  let impair = before
  for (const setting of settings) {
    const [key = '', text] = setting.split(/=(.*)/s)
    if (setting === 'clear') impair = {}
    else if (setting === 'partition') impair = { ...impair, partition: true }
    else if (setting === 'heal') impair = without(impair, 'partition')
    else if (text === undefined || !KEYS.includes(key)) {
      faults.push(
        `"${setting}", expected clear, partition, heal or <key>=<value> with a key of ${KEYS.join(', ')}${didYouMean(key, [...KEYS, 'clear', 'heal'])}`,
      )
    } else {
      const parsed = ImpairInput.safeParse({ [key]: asInYaml(key, text) }, { error: expectation })
      if (parsed.success) impair = { ...impair, ...parseImpair(parsed.data, readTrace) }
      else faults.push(`${key}="${text}", expected ${parsed.error.issues[0]?.message}`)
    }
  }
  if (faults.length > 0) throw new UsageError(faults.join('\n'))
  return impair
}

/** What YAML would make of it: text that is neither stays text, which the schema then refuses by what it expects. */
const asInYaml = (key: string, text: string): string | number | boolean => {
  if (key === 'seed' && /^\d+$/.test(text)) return Number(text)
  return key === 'partition' && (text === 'true' || text === 'false') ? text === 'true' : text
}

const without = <K extends keyof Impair>(impair: Impair, key: K): Impair => {
  const { [key]: _, ...rest } = impair
  return rest
}

const readTrace = (path: string) => parseTrace(readBounded(path, path, 'a CSV that the trace is in'))

export const link = async (
  context: Context,
  name: string,
  settings: readonly string[],
  options: { readonly json: boolean },
): Promise<void> => {
  // What can't be meant for any link is told without a lab, too.
  changed({}, settings)
  const { alive, state } = await requireState(context)
  const { lab } = alive
  const [from = '', to = ''] = name.split(/->|→|:/)
  const none = noLastMile(lab.plan, from.trim(), to.trim())
  if (none) throw new Error(none)
  const found = selectLinks(name, [...state.links, ...state.lastMiles], [...lab.plan.nodes, { id: VIEWERS }])
  // All are worked out before the first is changed.
  const changes = found.map(({ from, to, impair }) => ({ from, to, impair: changed(impair, settings) }))
  for (const { from, to, impair } of changes) {
    if (settings.length > 0) await askConsole(lab, 'PUT', `/api/links/${from}/${to}`, impair)
    context.print(
      options.json
        ? JSON.stringify({ from, to, impair })
        : `${linkName({ from, to })}: ${impairText(impair) || 'clean'}`,
    )
  }
}
