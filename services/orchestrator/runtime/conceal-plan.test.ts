import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { expandInput } from '@weir/redact'
import { differenceOf, isSame } from '../apply/difference.ts'
import { loadPlan } from '../topology/load.ts'
import { concealPlan, shownPlan, takenFrom } from './conceal-plan.ts'

const INPUT = 'rtsp://operator:hunter2@10.0.0.5/live?token=abcdef'
const planWith = (t: TestContext, input: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-conceal-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(
    join(folder, 'a.yaml'),
    `topologies: { a: { streams: { cam: { source: url, input: "${input}" } }, nodes: { in1: { kind: ingress, streams: [cam] }, edge1: { kind: edge } }, links: [[in1, edge1]] } }`,
  )
  return loadPlan(`${join(folder, 'a.yaml')}#a`, '')
}
const lab = { controlToken: 'a token for the tests' }
const inputOf = (plan: ReturnType<typeof loadPlan>) => plan.nodes[0]?.streams.cam?.input ?? ''

test('a plan keeps where a source is, and not what opens it', (t) => {
  const { plan, secrets } = concealPlan(planWith(t, INPUT), lab)
  for (const secret of ['operator', 'hunter2', 'abcdef']) assert.equal(JSON.stringify(plan).includes(secret), false)
  assert.match(
    inputOf(plan),
    /^rtsp:\/\/\$\{SOURCE_SECRET_[0-9a-f]{16}\}@10\.0\.0\.5\/live\?token=\$\{SOURCE_SECRET_[0-9a-f]{16}\}$/,
  )
  assert.equal(expandInput(inputOf(plan), secrets), INPUT)
  assert.deepEqual(takenFrom(plan, { ...secrets, PATH: '/bin' }), secrets)
})

test('the same secret is no difference, another one is, and names tell nothing without the token', (t) => {
  const conceal = (input: string, controlToken = lab.controlToken) =>
    concealPlan(planWith(t, input), { controlToken }).plan
  assert.ok(isSame(differenceOf(conceal(INPUT), conceal(INPUT))))
  const changed = differenceOf(conceal(INPUT), conceal(INPUT.replace('hunter2', 'hunter3')))
  assert.deepEqual(changed.restartedNodes, [{ id: 'in1', because: ['stream cam'] }])
  assert.notEqual(inputOf(conceal(INPUT)), inputOf(conceal(INPUT, 'the token of another lab')))
})

for (const [input, secret] of [
  ['rtmp://10.0.0.5/app/AStreamKey', 'AStreamKey'],
  ['srt://10.0.0.5:9000?streamid=#!::r=cam,u=operator', 'operator'],
  ['rtsps://10.0.0.5:7441/AbCdEfGhIjKlMnOp?enableSrtp', 'AbCdEfGhIjKlMnOp'],
  ['https://cdn.example/a.m3u8?hdnts=exp~hmac', 'exp~hmac'],
] as const)
  test(`a key is in no plan that is kept or shown: ${input}`, (t) => {
    const written = planWith(t, input)
    const { plan, secrets } = concealPlan(written, lab)
    for (const told of [plan, shownPlan(written)]) assert.ok(!JSON.stringify(told).includes(secret), inputOf(told))
    assert.equal(expandInput(inputOf(plan), secrets), input)
  })

test('a plan without any stays what it is', (t) => {
  const plan = planWith(t, 'rtsp://10.0.0.5/live')
  assert.deepEqual(concealPlan(plan, lab), { plan, secrets: {} })
})
