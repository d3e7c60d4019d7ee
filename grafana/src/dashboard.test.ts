import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { need } from '@weir/test-support'
import { dashboardJson } from './dashboard.ts'
import { asPromQl, ROWS } from './queries.ts'

const panels = ROWS.flatMap((row) => row.panels)

test('every panel of the dashboard has a title, a description, a unit and the queries of its data', () => {
  const dashboard = JSON.parse(dashboardJson())
  const drawn = dashboard.panels.filter((panel: { type: string }) => panel.type !== 'row')
  assert.equal(drawn.length, panels.length)
  for (const [i, panel] of panels.entries()) {
    assert.equal(drawn[i].title, panel.title)
    assert.ok(drawn[i].description.endsWith('.'))
    assert.deepEqual(
      drawn[i].targets.map(({ expr }: { expr: string }) => expr),
      panel.queries.map(({ expr }) => expr),
    )
    assert.equal(drawn[i].datasource.uid, 'weir-prometheus')
  }
  const ids = dashboard.panels.map(({ id }: { id: number }) => id)
  assert.equal(new Set(ids).size, ids.length)
})

test('what the queries ask for is what the nodes publish', () => {
  const families = readFileSync('services/metrics/index.ts', 'utf8').matchAll(/from '\.\/([a-z-]+)\.ts'/g)
  const published = [...families]
    .map(([, file]) => /name: '(weir_[a-z_]+)'/.exec(readFileSync(`services/metrics/${file}.ts`, 'utf8'))?.[1])
    .filter(Boolean)
  for (const { queries } of panels)
    for (const { expr } of queries)
      for (const [name] of expr.matchAll(/weir_[a-z_]+/g))
        assert.ok(published.includes(name.replace(/_bucket$/, '')), `${name} is published`)
})

test('Prometheus takes every query', need('prometheus'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-rules-'))
  try {
    const rules = panels.flatMap(({ queries }) =>
      queries.map(({ expr }, i) => ({ record: `q${i}`, expr: asPromQl(expr) })),
    )
    // JSON is YAML.
    writeFileSync(join(folder, 'rules.yaml'), JSON.stringify({ groups: [{ name: 'panels', rules }] }))
    const { status, stdout, stderr } = spawnSync(
      'promtool',
      ['check', 'rules', '--lint=none', join(folder, 'rules.yaml')],
      {
        encoding: 'utf8',
      },
    )
    assert.equal(status, 0, stdout + stderr)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
