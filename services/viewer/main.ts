// `make viewers`: headless viewers on a running lab. Prints a live table on a terminal, one line a second elsewhere, and
// ends with the whole report, as JSON with --json. Exit code 0 when every rule held and everybody has a picture at the end,
// 1 when not or when no lab is there, 2 on bad usage.
import { parseArgs } from 'node:util'
import { readSetting } from '@weir/settings'
import { broken, columnsOf, printable } from '@weir/terminal'
import { chooseEdges, discoverEdges, isAddress, noSuchStream, streamsAt, type Where, whyNoEdges } from './discover.ts'
import { type Report, type SecondReport, secondReport } from './report.ts'
import { counted, logHead, logLine, ratesBetween, table } from './table.ts'
import { startViewers, type ViewersOptions } from './viewers.ts'

const USAGE = `usage: viewers [options]
  --viewers N        how many, 1 to 100000 (100)
  --edge EDGE[,EDGE] ids of edges, or addresses as in http://127.0.0.1:8081; all of the running lab when left out
  --stream NAME      the first of the catalog when left out
  --tracks a,b       all when left out
  --ramp SECONDS     over how long they join (N / 100)
  --stuck SHARE      share that stops reading, 0 to 1 (0)
  --stuck-after SECONDS  how long after its join (2)
  --stuck-for SECONDS    for how long; for ever when left out
  --buffer MS        media that the modelled player holds (100)
  --duration SECONDS until Ctrl-C when left out
  --seed N           repeats a run (1)
  --json             the report as JSON on stdout, progress on stderr

Exit code 0 when every rule held and everybody has a picture at the end, 1 when
not or when no lab answers, 2 when the command line can't be understood.`

const say = (message: string): void => console.error(broken(printable(message), [], columnsOf(process.stderr)))
const fail = (message: string, exitCode = 2): never => {
  const text = printable(`viewers: ${message}`)
  console.error(broken(text, [], columnsOf(process.stderr)))
  process.exit(exitCode)
}

/** `expected` says the same in words. */
const readNumber = (
  name: string,
  text: string | undefined,
  expected: string,
  fits: (value: number) => boolean,
): number | undefined => {
  if (text === undefined || text === '') return undefined
  const value = text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) && fits(value)
    ? value
    : fail(`${placeOf(name)}: ${JSON.stringify(text)}, expected ${expected}`)
}
/** As it was written: `make` has variables in place of some options. */
const placeOf = (name: string): string => {
  const variable = MAKE_VARIABLES.get(name)
  return variable === undefined ? `--${name}` : `--${name} (make viewers ${variable}=…)`
}
const MAKE_VARIABLES: ReadonlyMap<string, string> = new Map([
  ['viewers', 'N'],
  ['duration', 'DURATION'],
  ['edge', 'EDGE'],
  ['stream', 'STREAM'],
])
const readWhole = (name: string, text: string | undefined, least: number, most: number) =>
  readNumber(
    name,
    text,
    `a whole number from ${least} to ${most}`,
    (n) => Number.isInteger(n) && n >= least && n <= most,
  )
const readUpTo = (name: string, text: string | undefined, most: number, what: string) =>
  readNumber(name, text, `${what} from 0 to ${most}`, (n) => n >= 0 && n <= most)

const readList = (text: string | undefined): string[] | undefined => {
  const items = text?.split(',').filter((item) => item !== '')
  return items && items.length > 0 ? items : undefined
}

const readArguments = () => {
  try {
    const option = { type: 'string' } as const
    return parseArgs({
      options: {
        viewers: option,
        edge: option,
        stream: option,
        tracks: option,
        ramp: option,
        stuck: option,
        'stuck-after': option,
        'stuck-for': option,
        buffer: option,
        duration: option,
        seed: option,
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    // The parser goes on with advice about dashes.
    return fail(`${(error as Error).message.split('\n')[0]}\n${USAGE}`)
  }
}

const readWhere = (): Where => {
  try {
    return {
      stateFolder: readSetting('stateFolder', process.env),
      consoleUrl: `http://127.0.0.1:${readSetting('consolePort', process.env)}`,
    }
  } catch (error) {
    return fail((error as Error).message)
  }
}

const values = readArguments()
if (values.help) {
  console.log(USAGE)
  process.exit(0)
}
const count = readWhole('viewers', values.viewers, 1, 100_000) ?? 100
const durationSeconds = readNumber(
  'duration',
  values.duration,
  'seconds, more than 0 and at most 1000000',
  (seconds) => seconds > 0 && seconds <= 1e6,
)
const ramp = readUpTo('ramp', values.ramp, 86_400, 'seconds')
const stuckShare = readUpTo('stuck', values.stuck, 1, 'a share') ?? 0
const stuckAfter = readUpTo('stuck-after', values['stuck-after'], 86_400, 'seconds')
const stuckFor = readUpTo('stuck-for', values['stuck-for'], 86_400, 'seconds')
const bufferMillis = readUpTo('buffer', values.buffer, 60_000, 'milliseconds')
const seed = readWhole('seed', values.seed, 0, 2 ** 32 - 1) ?? 1
const where = readWhere()
const asked = readList(values.edge)
// Who gives addresses needs no lab.
const found = asked?.every(isAddress) ? [] : await discoverEdges(where)
if (!asked && found.length === 0) fail(await whyNoEdges(where), 1)
const choose = () => {
  try {
    return asked ? chooseEdges(asked, found) : found
  } catch (error) {
    return fail(`${placeOf('edge')}: ${(error as Error).message}`)
  }
}
const chosen = choose()
const edges = chosen.map(({ url }) => url)
const stream = values.stream === '' ? undefined : values.stream
if (stream !== undefined) {
  const why = noSuchStream(stream, await Promise.all(edges.map(streamsAt)))
  if (why) fail(`${placeOf('stream')}: ${why}`)
}
const options: ViewersOptions = {
  count,
  edges,
  edgeIds: chosen.map(({ id }) => id),
  stream,
  tracks: readList(values.tracks),
  rampSeconds: ramp ?? count / 100,
  stuckShare,
  seed,
  ...(stuckAfter === undefined ? {} : { stuckAfterSeconds: stuckAfter }),
  ...(stuckFor === undefined ? {} : { stuckForSeconds: stuckFor }),
  ...(bufferMillis === undefined ? {} : { bufferMillis }),
}

const progress = values.json ? process.stderr : process.stdout
const live = progress.isTTY === true
let before: Report | undefined
let drawn = 0
const until =
  durationSeconds === undefined ? 'until Ctrl-C (DURATION=60 ends them after 60 s)' : `for ${durationSeconds} s`
say(`${counted(count, 'viewer')} on ${edges.join(', ')}, ${until}`)
const viewers = startViewers(options)

const seconds: SecondReport[] = []
/** A day; of a longer run the last day is kept. */
const MOST_SECONDS = 86_400
/** As many rows as a terminal shows under one head. */
const HEAD_EVERY = 20

const show = (): Report => {
  const report = viewers.snapshot()
  const rates = ratesBetween(before, report)
  seconds.push(secondReport(before, report))
  if (seconds.length > MOST_SECONDS) seconds.shift()
  before = report
  if (live) {
    const text = printable(table(report, rates, columnsOf(progress)))
    progress.write(`${drawn > 0 ? `\u001b[${drawn}F\u001b[J` : ''}${text}\n`)
    drawn = text.split('\n').length
    return report
  }
  if ((seconds.length - 1) % HEAD_EVERY === 0) progress.write(`${logHead()}\n`)
  progress.write(`${printable(logLine(report, rates))}\n`)
  return report
}

const ticking = setInterval(show, 1000)
let ending: NodeJS.Timeout | undefined
await new Promise<void>((resolve) => {
  process.once('SIGINT', resolve)
  process.once('SIGTERM', resolve)
  if (durationSeconds !== undefined) ending = setTimeout(resolve, durationSeconds * 1000)
})
clearInterval(ticking)
clearTimeout(ending)
const report = show()
await viewers.stop()
if (values.json) console.log(printable(JSON.stringify({ ...report, seconds }, null, 2)))
else if (!live) console.log(printable(table(report, ratesBetween(undefined, report), columnsOf(process.stdout))))
const { viewers: readers, joined, withoutPicture } = report.reading
const nobody = joined === 0 && readers > 0
if (nobody) say('viewers: none of them got a picture')
else if (withoutPicture > 0) say(`viewers: ${withoutPicture} of ${readers} had no picture when the run ended`)
process.exitCode = report.ok && !nobody ? 0 : 1
