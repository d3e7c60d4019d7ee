// Who may read the wall clock, and for what. A wall clock steps: it is put right, a suspended machine wakes up. So it only
// stamps; whatever waits, lasts or is counted a second goes by `steadyMicros` (or `performance.now()`), and a duration that
// is taken from a wall clock is a fault that shows once in a year.

/** What reads the system's wall clock itself; */
const RAW = /\bDate\.now\b|\bDate\(\)|\btimeOrigin\b/
/** the clocks that are made of it, and those of nodes, which tell the time of day. */
const CLOCKS = /\b(?:nowMicros|nodeMicros|wallMicros|systemMicros)\(/

const MAKES_CLOCKS = 'services/time/clocks.ts'

/**
 * A file, or a folder that ends in `/`, and what it stamps or compares with stamps.
 * @type {Readonly<Record<string, string>>}
 */
export const MAY_READ = {
  'services/relay/children/child.ts': 'answers a child that asks for the time',
  'services/relay/clock/clock-exchange.ts': 'asks a parent for the time',
  'services/relay/track/catalog.ts': 'holds epochs against the date',
  'services/relay/track/publisher.ts': 'stamps what is made here, and gives epochs',
  'services/relay/track/track.ts': 'holds epochs against the date',
  'services/relay/uplink/': 'stamps what comes, and asks for the offset now',
  'services/ingress/clock-skew.ts': 'compares the two clocks',
  'services/ingress/packager.ts': 'stamps frames',
  'services/ingress/run.ts': 'stamps frames',
  'services/ingress/supervise.ts': "hands the node's clock to what stamps",
  'services/player/arrivals.ts': 'counts stamps from the start of the page; it has one clock, which never steps',
  'services/player/measure/': 'compares with stamps; the page has one clock, which never steps',
  'services/console/page.ts': 'says since when the orchestrator does not answer',
  'services/player/page/home.ts': 'says since when the edge does not answer',
  'services/player/player.ts': 'says when the newest picture came; the page has one clock, which never steps',
  'services/player/socket/connection.ts': 'asks for the time; the page has one clock, which never steps',
  'services/viewer/': 'the process has one clock, which never steps',
}

/**
 * One sentence for each reading by a file that has no row, and for each past services/time.
 * @param {ReadonlyMap<string, string>} sources text by path
 * @returns {string[]}
 */
export const wallClockFaults = (sources) =>
  [...sources].flatMap(([file, text]) => {
    if (file === MAKES_CLOCKS) return []
    const mayRead = Object.keys(MAY_READ).some((row) => (row.endsWith('/') ? file.startsWith(row) : file === row))
    return text.split('\n').flatMap((line, index) => {
      const code = line.replace(/^\s*(?:\/\/|\*|\/\*).*/, '')
      const raw = RAW.exec(code)?.[0]
      if (raw)
        return [
          `${file}:${index + 1}: reads the wall clock by itself (${raw}), expected a clock of services/time: steadyMicros for what lasts, systemMicros for the time of day`,
        ]
      const reading = mayRead ? undefined : CLOCKS.exec(code)?.[0]
      // A signature is no reading: there the parenthesis closes before a type or an arrow.
      if (!reading || /^\s*(?:readonly )?\w+\(\): number$/.test(code)) return []
      return [
        `${file}:${index + 1}: reads the wall clock (${reading}), expected steadyMicros for what lasts, or a row in tools/wall-clock.mjs`,
      ]
    })
  })
