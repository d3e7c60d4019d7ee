// `weir up`: checks everything, starts the orchestrator, waits until every edge has its first chunk. Whatever goes
// wrong on the way, Ctrl-C included, it ends what it has started.
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { differenceOf, isSame } from '../apply/difference.ts'
import { differenceText } from '../apply/difference-text.ts'
import { type Snapshot, statusOf } from '../console/snapshot.ts'
import { concealPlan } from '../runtime/conceal-plan.ts'
import { clientOf } from '../runtime/docker/client.ts'
import { EngineSilent } from '../runtime/docker/patience.ts'
import type { Lab, Launcher, Started } from '../runtime/lab.ts'
import { makeFolder } from '../runtime/make-folder.ts'
import { counted } from '../topology/counted.ts'
import { loadPlan } from '../topology/load.ts'
import type { Plan } from '../topology/plan.ts'
import { applyChange } from './apply-change.ts'
import { availableBytes } from './available-bytes.ts'
import { askState } from './console-client.ts'
import { type Alive, type Context, findLab } from './context.ts'
import { readCurrent, removeCurrent, writeCurrent } from './current.ts'
import { errorText } from './error-text.ts'
import { explained } from './explained.ts'
import { type AskedRuntime, chooseRuntime, launcherOf, parseRuntime } from './launchers.ts'
import { takeLock } from './lock.ts'
import { makeLab } from './make-lab.ts'
import { needsOf, needsText, tooMuch } from './needs.ts'
import { preflight } from './preflight.ts'
import { placesText } from './report.ts'
import { waitReady } from './wait-ready.ts'

export interface UpOptions {
  readonly topology: string | undefined
  readonly runtime: string
  readonly json: boolean
  /** Change what runs to what the file says now, instead of saying what differs. */
  readonly apply: boolean
}

export class Interrupted extends Error {
  /** `left`: what could not be ended, in words. */
  constructor(left: string | null = null) {
    super(left === null ? 'interrupted; what was started has been ended' : `interrupted; ${left}`)
    this.name = 'Interrupted'
  }
}

export const up = async (context: Context, options: UpOptions): Promise<void> => {
  const interrupted = new AbortController()
  const { signal } = interrupted
  const onSignal = () => interrupted.abort(new Interrupted())
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const name of signals) process.on(name, onSignal)
  let unlock = () => {}
  try {
    unlock = takeLock(context.folder)
    const runtime = parseRuntime(options.runtime, context.containerised)
    // The docker client may take a while to answer: the file is read meanwhile, and what is wrong with it comes first.
    const found = findLab(context)
    found.catch(() => undefined)
    const plan = loadPlan(options.topology, join(context.root, 'topology.yaml'))
    const { alive, silent } = await foundBy(found, context)
    const running = await alreadyRunning(context, plan, runtime, options, alive, signal)
    signal.throwIfAborted()
    report(context, running ?? (await startLab(context, plan, runtime, silent, signal)), options.json)
  } catch (error) {
    // Whatever failed because of it: Ctrl-C is what happened.
    throw signal.aborted && !(error instanceof Interrupted) ? signal.reason : error
  } finally {
    unlock()
    for (const name of signals) process.off(name, onSignal)
  }
}

/** A lab in Docker may have left something without a record; where the engine does not say, another one is no reason to wait. */
const foundBy = async (found: Promise<Alive | null>, { folder }: Context) => {
  try {
    return { alive: await found, silent: null }
  } catch (error) {
    if (!(error instanceof EngineSilent) || readCurrent(folder)) throw error
    return { alive: null, silent: error }
  }
}

interface Up {
  readonly lab: Lab
  readonly state: Snapshot
}

const report = ({ print, say, columns }: Context, { lab, state }: Up, json: boolean) => {
  if (json) return print(JSON.stringify(statusOf(state), null, 2))
  for (const line of placesText(state, lab.consoleToken, columns)) print(line)
  say('`make status` shows the lab, `make down` ends it')
}

/** The state of the same lab when it runs; null when none does. Throws when another one does, unless it is to be changed. */
const alreadyRunning = async (
  context: Context,
  given: Plan,
  asked: AskedRuntime,
  { apply, topology }: Pick<UpOptions, 'apply' | 'topology'>,
  alive: Alive | null,
  signal: AbortSignal,
): Promise<Up | null> => {
  if (!alive) return null
  const { lab } = alive
  const { plan, secrets } = concealPlan(given, lab)
  const other = (what: string) => new Error(`${what}; \`make down\` ends it`)
  if (lab.plan.topology !== plan.topology && !(apply && topology !== undefined)) {
    const name = topology ?? plan.topology
    throw other(
      `the lab ${lab.plan.topology} is running; \`make up APPLY=1 TOPOLOGY=${name}\` (weir up --apply ${name}) makes it ${plan.topology}`,
    )
  }
  if (asked !== 'auto' && asked !== lab.runtime) {
    throw other(`${plan.topology} is running already, in the ${lab.runtime} runtime`)
  }
  const difference = differenceOf(lab.plan, plan)
  if (isSame(difference)) {
    context.say(`${plan.topology} is running already`)
    return { lab, state: await askState(lab) }
  }
  if (apply) return applyChange(context, alive, plan, secrets, signal)
  throw other(
    [
      `${plan.topology} is running already, and its file says something else by now:`,
      ...differenceText(difference).map((line) => `  ${line}`),
      topology === undefined
        ? '`make up APPLY=1` (weir up --apply) changes what runs and leaves the rest alone'
        : `\`make up APPLY=1 TOPOLOGY=${topology}\` (weir up --apply ${topology}) changes what runs and leaves the rest alone`,
    ].join('\n'),
  )
}

const startLab = async (
  context: Context,
  given: Plan,
  asked: AskedRuntime,
  silent: EngineSilent | null,
  signal: AbortSignal,
): Promise<Up> => {
  const { folder, settings, say } = context
  const runtime = await chooseRuntime(asked, say, silent)
  const made = await makeLab(
    given,
    runtime,
    settings,
    folder,
    runtime === 'docker' ? await clientOf(process.env, { signal, say }) : null,
  )
  const { plan, secrets } = concealPlan(given, made)
  const lab = { ...made, plan }
  const needs = needsOf(plan, runtime, availableParallelism())
  const limitSeconds = settings.upTimeoutSeconds ?? needs.mostSeconds
  const faults = [
    ...tooMuch(plan, needs, await availableBytes(runtime, say)),
    ...(await preflight(lab, secrets, context)),
  ]
  if (faults.length > 0) throw new Error(faults.join('\n'))
  signal.throwIfAborted()

  const words = needsText(plan, needs, limitSeconds)
  const began = performance.now()
  makeFolder(lab.folder)
  const launcher = launcherOf(runtime, context)
  let started: Started | null = null
  // Images are made before there is anything to record, and nobody can say how long that takes.
  let recordedMillis = began
  const record = (known: Started) => {
    if (started === null) {
      recordedMillis = performance.now()
      // What the engine has against it has been told by then.
      if (words) say(words)
    }
    started = known
    writeCurrent(folder, { lab, started: known })
  }
  try {
    const release = await launcher.start(lab, { secrets, signal, say, record, limitSeconds })
    const outcome = await waitReady(() => askState(lab), limitSeconds, signal, { beganMillis: recordedMillis })
    if ('message' in outcome) throw new Error(await explained(launcher, lab, outcome))
    signal.throwIfAborted()
    release()
    say(
      `${plan.topology} is up after ${((performance.now() - began) / 1000).toFixed(1)} s: ${counted(plan.nodes.length, 'node')}, ${counted(plan.links.length, 'link')}, ${runtime} runtime`,
    )
    return { lab, state: outcome }
  } catch (error) {
    const left = started === null ? null : await ended(launcher, lab, started)
    // Else kept, so that `weir down` finds it.
    if (left === null) removeCurrent(folder)
    if (signal.aborted) throw new Interrupted(left)
    throw left === null ? error : new Error(`${errorText(error, folder)}\n${left}`)
  }
}

/** Ends what was started; gives what could not be, in words, so that it never stands in the way of what failed first. */
const ended = async (launcher: Launcher, lab: Lab, started: Started): Promise<string | null> => {
  try {
    await launcher.stop(lab, started)
    return null
  } catch (error) {
    return `what was started could not be ended: ${errorText(error, null)}`
  }
}
