// One run of every fault in every mode, on real processes: what `make bench-failover` measures fifty times. Nothing may
// be missing, however busy the machine is; times are held to a second only, since other tests run beside this one. The
// modes have a lab each and mostly wait, so that they go side by side.
import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { startViewers } from '@weir/viewer'
import { startLab, until } from '../lab.ts'
import { withCleanLinks, withRedundancy } from '../plans.ts'
import { FAULTS } from './faults.ts'
import { run } from './run.ts'

const survivesEveryFault = async (t: TestContext, mode: 'hot' | 'standby') => {
  const lab = await startLab({
    topology: 'diamond',
    synthetic: true,
    change: (plan) => withCleanLinks(withRedundancy(plan, mode)),
  })
  const viewers = startViewers({ count: 5, edges: lab.edges })
  t.after(async () => {
    await viewers.stop()
    await lab.close()
  })
  await until('all viewers play', 20, () => viewers.snapshot().reading.joined === 5)
  for (const [index, fault] of FAULTS.entries()) {
    const { broken, broke, mended } = await run({ lab, edge: 'edge1', viewers, page: undefined, mode, index }, fault)
    for (const window of [broke, mended]) {
      const what = `${fault.name} of ${broken}: ${JSON.stringify(window)} ${viewers.snapshot().firstFaults.join('\n')}`
      assert.equal(window.missing + window.duplicates + window.otherFaults + window.disconnects, 0, what)
      assert.ok((window.gapsMillis.at(-1) ?? 0) < 1000, what)
    }
  }
}

test('failover', { concurrency: true }, async (t) => {
  await Promise.all(
    (['hot', 'standby'] as const).map((mode) =>
      t.test(`${mode}: nothing is missing, and the dead node comes back unnoticed`, (t) => survivesEveryFault(t, mode)),
    ),
  )
})
