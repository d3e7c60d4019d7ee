// Which test file runs when, so that two cores are kept busy and tests that measure times are left in peace. Pure.
//
// Four phases, each on what the one before has left in peace:
//   alone    holds a whole lab to no stall
//   precise  holds times to some ten ms, so that nothing heavy may run beside it
//   light    what sits beside the code: mostly waits for timers and for processes to start
//   heavy    whole labs and browsers; those in the Docker engine one after the other, because one of them looks whether
//            the engine has anything that it had not before, and beside them those on the host
// Within a phase the longest come first, so that none is left over at the end.

const PRECISE = [
  'services/ingress/run.test.ts',
  'services/link/accuracy.test.ts',
  'services/relay/clock/clock-exchange.test.ts',
  'services/time/clocks.test.ts',
  'services/relay/tests/freeze.test.ts',
  'services/solo/play-slow.test.ts',
  'services/relay/tests/high-rate.test.ts',
  'services/solo/sound-chromium.test.ts',
  'services/solo/sound-firefox.test.ts',
]

/** Holds a whole lab to no stall at all: nothing may run beside it. */
const ALONE = ['tests/e2e/08-hostile-viewer.test.ts', 'tests/e2e/28-docker-hostile-viewer.test.ts']

/** Beside tests/e2e, the longest first. */
const HEAVY = [
  'services/solo/long-gops-firefox.test.ts',
  'services/solo/long-gops-chromium.test.ts',
  'services/solo/play-firefox.test.ts',
  'services/solo/play-chromium.test.ts',
  'services/orchestrator/cli/cli.test.ts',
  'bench/failover/failover.test.ts',
  'services/console/page.test.ts',
  'services/solo/pages.test.ts',
]

/** Of the light ones. */
const LONG = [
  'services/orchestrator/runtime/process.test.ts',
  'services/ingress/supervise.test.ts',
  'services/relay/track/demand.test.ts',
  'services/orchestrator/console/console.test.ts',
  'services/player/live-edge/policy.test.ts',
  'services/relay/tests/hostile.test.ts',
]

/** Every file that has a place of its own here; a file that was moved would lose it. */
export const NAMED = [...ALONE, ...PRECISE, ...HEAVY, ...LONG]

/** @typedef {{ jobs: number, files: string[] }} Queue */

const inDocker = (/** @type {string} */ file) => file.startsWith('tests/e2e/') && file.includes('-docker-')
const onHost = (/** @type {string} */ file) =>
  HEAVY.includes(file) || (file.startsWith('tests/e2e/') && !inDocker(file))

/**
 * Those that `order` names in its order, then the others by name.
 * @type {(files: readonly string[], order: readonly string[]) => string[]}
 */
const sorted = (files, order) => {
  const rank = (/** @type {string} */ file) => (order.includes(file) ? order.indexOf(file) : order.length)
  return files.toSorted((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1))
}

/**
 * Phases, one after the other; each is a list of queues that go side by side, `jobs` files at a time.
 * @type {(files: readonly string[]) => Queue[][]}
 */
export const schedule = (files) => {
  const alone = files.filter((file) => ALONE.includes(file))
  const precise = files.filter((file) => PRECISE.includes(file))
  const docker = files.filter((file) => inDocker(file) && !alone.includes(file))
  const host = files.filter((file) => onHost(file) && !alone.includes(file))
  const light = files.filter((file) => ![...alone, ...precise, ...docker, ...host].includes(file))
  return [
    [{ jobs: 1, files: sorted(alone, ALONE) }],
    [{ jobs: 2, files: sorted(precise, PRECISE) }],
    [{ jobs: 4, files: sorted(light, LONG) }],
    [
      { jobs: 1, files: sorted(docker, []) },
      { jobs: 2, files: sorted(host, HEAVY) },
    ],
  ]
    .map((queues) => queues.filter((queue) => queue.files.length > 0))
    .filter((queues) => queues.length > 0)
}
