// Who may read the wall clock, and for what. A wall clock steps: it is put right, a suspended machine wakes up. So it only
// stamps; whatever waits, lasts or is counted a second goes by `steadyMicros` (or `performance.now()`), and a duration that
// is taken from a wall clock is a fault that shows once in a year.

/** What reads a wall clock: the system's, or that of a node or process which tells the time of day. */
const READINGS = [
  /\bDate\.now\b/,
  /\bnew Date\(\)/,
  /\btimeOrigin\b/,
  /\b(?:nowMicros|nodeMicros|wallMicros|systemMicros)\(/,
]

/**
 * A file, or a folder that ends in `/`, and what it stamps or compares with stamps.
 * @type {Readonly<Record<string, string>>}
 */
export const MAY_READ = {
  'services/time/clocks.ts': 'makes the clocks',
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
  'services/player/arrivals.ts': 'stamps what comes; the page has one clock, which never steps',
  'services/player/measure/': 'compares with stamps; the page has one clock, which never steps',
  'services/console/page.ts': 'says since when the orchestrator does not answer',
  'services/player/page/home.ts': 'says since when the edge does not answer',
  'services/player/player.ts': 'says when the newest picture came; the page has one clock, which never steps',
  'services/player/socket/connection.ts': 'asks for the time; the page has one clock, which never steps',
  'services/viewer/': 'the process has one clock, which never steps',
}

/**
 * One sentence for each reading by a file that has no row.
 * @param {ReadonlyMap<string, string>} sources text by path
 * @returns {string[]}
 */
export const wallClockFaults = (sources) =>
  [...sources].flatMap(([file, text]) => {
    if (Object.keys(MAY_READ).some((row) => (row.endsWith('/') ? file.startsWith(row) : file === row))) return []
    return text.split('\n').flatMap((line, index) => {
      const code = line.replace(/^\s*(?:\/\/|\*|\/\*).*/, '')
      const reading = READINGS.map((pattern) => pattern.exec(code)?.[0]).find(Boolean)
      // A signature is no reading: there the parenthesis closes before a type or an arrow.
      if (!reading || /^\s*(?:readonly )?\w+\(\): number$/.test(code)) return []
      return [
        `${file}:${index + 1}: reads the wall clock (${reading}), expected steadyMicros for what lasts, or a row in tools/wall-clock.mjs`,
      ]
    })
  })
