// Which test file runs when, so that two cores are kept busy and tests that measure times are left in peace. Pure.
//
// Three phases. In the first, one after the other:
//   alone    holds a whole lab to no stall
//   precise  holds times to some ten ms: nothing heavy may run beside it
// In the second:
//   media    makes or reads media at their own speed, so that it has to keep up
//   light    the rest of what sits beside the code: mostly waits for timers and for processes to start
// In the third whole labs and browsers:
//   Docker   one after the other, because one of them looks whether the engine has anything that it had not before
//   host     beside those
// Within a phase the longest come first, so that none is left over at the end.

/** Browsers that are held to no stall: one at a time. */
const PRECISE_BROWSERS = [
  'services/solo/sound-firefox.test.ts',
  'services/solo/sound-chromium.test.ts',
  'services/solo/play-slow.test.ts',
]

const PRECISE = [
  'services/relay/tests/high-rate.test.ts',
  'services/ingress/run.test.ts',
  'services/link/tests/accuracy.test.ts',
  'services/relay/tests/freeze.test.ts',
  'services/relay/clock/clock-exchange.test.ts',
  'services/time/clocks.test.ts',
]

/** Holds a whole lab to no stall at all: nothing may run beside it. */
const ALONE = ['tests/e2e/08-hostile-viewer.test.ts', 'tests/e2e/28-docker-hostile-viewer.test.ts']

/** What came late is a failure there. */
const MEDIA = [
  'services/ingress/source-time.test.ts',
  'services/ingress/source-picture.test.ts',
  'services/ingress/source-loop.test.ts',
  'services/ingress/source-slides.test.ts',
  'services/ingress/source-kinds.test.ts',
  'services/ingress/source-stands.test.ts',
  'services/ingress/source-live.test.ts',
  'services/ingress/supervise.test.ts',
  'services/viewer/viewers.test.ts',
  'services/viewer/main.test.ts',
  'bench/fan-out/viewers.test.ts',
]

const DOCKER = [
  'tests/e2e/20-docker-diamond.test.ts',
  'tests/e2e/26-docker-many-nodes.test.ts',
  'tests/e2e/25-docker-changed-lab.test.ts',
  'tests/e2e/23-docker-twin-ingress-plays.test.ts',
  'tests/e2e/27-docker-doors-and-secrets.test.ts',
]

/** On the host, beside the rest of tests/e2e. */
const HEAVY = [
  'services/solo/long-gops-firefox.test.ts',
  'services/solo/long-gops-chromium.test.ts',
  'services/solo/play-firefox.test.ts',
  'tests/e2e/01-diamond-plays.test.ts',
  'tests/e2e/02-twin-ingress-plays.test.ts',
  'tests/e2e/06-behind-nginx.test.ts',
  'services/solo/play-chromium.test.ts',
  'tests/e2e/05-changed-lab.test.ts',
  'bench/failover/failover.test.ts',
  'tests/e2e/03-bad-starts.test.ts',
  'services/solo/pages.test.ts',
  'services/console/page-chromium.test.ts',
  'services/console/page-firefox.test.ts',
]

/** Of the light ones. */
const LONG = [
  'services/orchestrator/cli/cli.test.ts',
  'services/orchestrator/cli/record.test.ts',
  'services/relay/tests/bounds.test.ts',
  'services/relay/tests/prefer.test.ts',
  'services/orchestrator/runtime/process.test.ts',
  'services/relay/tests/diamond.test.ts',
  'services/relay/tests/keep-alive.test.ts',
  'services/relay/tests/clock-step.test.ts',
  'services/relay/track/demand.test.ts',
  'services/relay/tests/unknown-tracks.test.ts',
  'services/relay/tests/hostile-parent.test.ts',
  'services/relay/tests/hostile.test.ts',
  'services/relay/tests/epochs.test.ts',
  'services/player/live-edge/policy.test.ts',
  'services/orchestrator/console/console.test.ts',
  'services/link/link.test.ts',
  'services/orchestrator/topology/bounds.test.ts',
]

/** Every file that has a place of its own here; a file that was moved would lose it. */
export const NAMED = [...ALONE, ...PRECISE_BROWSERS, ...PRECISE, ...MEDIA, ...DOCKER, ...HEAVY, ...LONG]

/**
 * Files of which `jobs` go at a time.
 * @typedef {{ jobs: number, files: string[] }} Queue
 */
/**
 * Queues, one after the other.
 * @typedef {Queue[]} Lane
 */

const inDocker = (/** @type {string} */ file) => file.startsWith('tests/e2e/') && file.includes('-docker-')
const onHost = (/** @type {string} */ file) => HEAVY.includes(file) || file.startsWith('tests/e2e/')

/**
 * Those that `order` names in its order, then the others by name.
 * @type {(files: readonly string[], order: readonly string[]) => string[]}
 */
const sorted = (files, order) => {
  const rank = (/** @type {string} */ file) => (order.includes(file) ? order.indexOf(file) : order.length)
  return files.toSorted((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1))
}

const kindOf = (/** @type {string} */ file) => {
  if (ALONE.includes(file)) return 'alone'
  if (PRECISE_BROWSERS.includes(file)) return 'precise browsers'
  if (PRECISE.includes(file)) return 'precise'
  if (MEDIA.includes(file)) return 'media'
  return inDocker(file) ? 'Docker' : onHost(file) ? 'host' : 'light'
}

/**
 * Phases, one after the other; each is a list of lanes that go side by side.
 * @type {(files: readonly string[]) => Lane[][]}
 */
export const schedule = (files) => {
  /** @type {(kind: string, jobs: number, order: readonly string[]) => Queue} */
  const queue = (kind, jobs, order) => ({
    jobs,
    files: sorted(
      files.filter((file) => kindOf(file) === kind),
      order,
    ),
  })
  return [
    [[queue('alone', 1, ALONE), queue('precise browsers', 1, PRECISE_BROWSERS), queue('precise', 2, PRECISE)]],
    [[queue('media', 2, MEDIA)], [queue('light', 3, LONG)]],
    [[queue('Docker', 1, DOCKER)], [queue('host', 2, HEAVY)]],
  ]
    .map((lanes) => lanes.map((lane) => lane.filter((one) => one.files.length > 0)).filter((lane) => lane.length > 0))
    .filter((lanes) => lanes.length > 0)
}
