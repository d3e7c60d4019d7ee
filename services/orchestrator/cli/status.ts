import { type Status, statusOf } from '../console/snapshot.ts'
import { REFUSED } from '../runtime/runtime.ts'
import { askState } from './console-client.ts'
import { type Context, findLab } from './context.ts'
import { refusals } from './explained.ts'
import { statusText } from './report.ts'

const NOTHING: Status = {
  runtime: null,
  topology: null,
  console: null,
  prometheus: null,
  grafana: null,
  ready: false,
  waiting: [],
  troubles: [],
  publicUrls: null,
  nodes: [],
  links: [],
  lastMiles: [],
}

/** `weir status`: exit code 1 when no lab runs; with `ready`, also when something is still waited for. */
export const status = async (
  context: Context,
  options: { readonly json: boolean; readonly ready: boolean },
): Promise<void> => {
  let failure: Error | undefined
  const alive = await findLab(context).catch((error: Error) => {
    failure = error
  })
  if (!alive) process.exitCode = 1
  const state = alive ? await askState(alive.lab) : null
  if (options.ready && !state?.ready) process.exitCode = 1
  const refused = state?.nodes.filter(({ lastExit }) => lastExit === REFUSED).map(({ id }) => id) ?? []
  const reasons = alive ? await refusals(alive.launcher, alive.lab, refused) : []
  if (options.json) {
    const facts = state ? { ...statusOf(state), troubles: [...state.troubles, ...reasons] } : NOTHING
    context.print(JSON.stringify(facts, null, 2))
  } else if (state && alive) {
    for (const line of [...statusText(state, alive.lab.consoleToken, context.columns), ...reasons]) context.print(line)
  } else if (alive === null) context.say('no lab is running; `make up` starts one')
  if (failure) throw failure
}
