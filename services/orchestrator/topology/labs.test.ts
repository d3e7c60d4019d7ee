// Every example under labs/ plans, and the commands of its page name what is there.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { VIEWERS } from '@weir/relay/config'
import { lastMilesOf } from './last-mile.ts'
import { loadPlan } from './load.ts'
import { selectLinks, selectNodes } from './select.ts'

// Tests run from the root of the checkout.
const LABS = readdirSync('labs', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => join('labs', name))
/** Both with what they name, in quotes where a shell wants them. */
const FAULT = /npx weir (?:kill|stop|freeze|thaw|start|restart) '?([a-z0-9:*-]+)/g
const LINK = /npx weir link '?([a-z0-9:*-]+)/g

test('there are labs', () => assert.ok(LABS.length >= 2))

for (const folder of LABS) {
  const file = join(folder, 'topology.yaml')

  test(`${file} plans`, () => {
    const plan = loadPlan(file, 'topology.yaml')
    assert.equal(join('labs', plan.topology), folder)
    assert.ok(plan.description)
  })

  test(`${folder} has a page whose commands fit it`, () => {
    const page = readFileSync(join(folder, 'README.md'), 'utf8')
    assert.ok(page.includes(`make up TOPOLOGY=${file}`), 'the page says how to start it')
    const plan = loadPlan(file, 'topology.yaml')
    const broken = [...page.matchAll(FAULT)].map(([, named = '']) => named)
    const changed = [...page.matchAll(LINK)].map(([, named = '']) => named)
    assert.ok(broken.length + changed.length > 0, 'the page has something to try')
    // Both throw on what is not there.
    selectNodes(broken, plan.nodes)
    for (const named of changed)
      selectLinks(named, [...plan.links, ...lastMilesOf(plan)], [...plan.nodes, { id: VIEWERS }])
  })
}

test('no topology lies in labs/ unseen', () => {
  const files = readdirSync('labs', { recursive: true }).map(String)
  const topologies = files.filter((name) => /\.(ya?ml|json)$/.test(name) && !name.endsWith('.schema.json'))
  assert.deepEqual(topologies.sort(), LABS.map((folder) => join(folder, 'topology.yaml').slice('labs/'.length)).sort())
  for (const folder of LABS) assert.ok(existsSync(join(folder, 'topology.yaml')), `${folder} has a topology.yaml`)
})
