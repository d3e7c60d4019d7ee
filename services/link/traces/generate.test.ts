import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { createTrace } from '../trace.ts'
import { cellular, stepping, traces } from './generate.ts'

for (const [name, text] of Object.entries(traces())) {
  test(`${name} is what the script makes`, () => {
    assert.equal(readFileSync(`services/link/traces/${name}`, 'utf8'), text)
  })
}

test('the cellular walk has good times, bad times and handovers', () => {
  const rows = cellular(2024)
  const rates = rows.map((row) => row.rateBitsPerSecond ?? 0)
  const share = (is: (rate: number) => boolean) => rates.filter(is).length / rates.length
  assert.ok(share((rate) => rate > 5e6) > 0.1)
  assert.ok(share((rate) => rate < 2e6) > 0.1)
  const handovers = share((rate) => rate <= 300_000)
  assert.ok(handovers > 0.02 && handovers < 0.15, String(handovers))
  assert.ok(rows.every((row) => row.delaySeconds !== undefined && row.delaySeconds >= 0.015 && row.delaySeconds <= 0.2))
})

test('both can be played', () => {
  createTrace(cellular(2024), 0)
  createTrace(stepping(), 0)
})
