import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { MAY_READ, wallClockFaults } from './wall-clock.mjs'

const faults = (file: string, text: string) => wallClockFaults(new Map([[file, text]])).length

test('a reading of the wall clock is told with its place, except where time is stamped', () => {
  for (const line of ['const deadline = Date.now() + 5', 'new Date()', 'if (nowMicros() > x)', 'node.nowMicros()'])
    assert.equal(faults('services/relay/http/x.ts', line), 1, line)
  for (const line of ['steadyMicros()', 'new Date(atMillis)', '// Date.now() is not for this', '  nowMicros(): number'])
    assert.equal(faults('services/relay/http/x.ts', line), 0, line)
  assert.equal(faults('services/time/clocks.ts', 'Date.now()'), 0)
  assert.match(wallClockFaults(new Map([['a.ts', '\nDate.now()']]))[0] ?? '', /^a\.ts:2: /)
  // Who may stamp does it with a clock of services/time, too.
  for (const file of ['services/console/page.ts', 'services/viewer/viewers.ts', 'services/player/arrivals.ts']) {
    for (const line of ['Date.now()', 'const f = Date.now', 'new Date()', 'performance.timeOrigin'])
      assert.equal(faults(file, line), 1, `${file}: ${line}`)
    assert.equal(faults(file, 'wallMicros()'), 0, file)
  }
})

test('every row is of a file that reads a wall clock', () => {
  // Tests run from the root of the checkout.
  const files = readdirSync('services', { recursive: true, encoding: 'utf8' })
    .map((name) => join('services', name))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('node_modules'))
  for (const row of Object.keys(MAY_READ)) {
    const texts = files.filter((file) => file.startsWith(row)).map((file) => readFileSync(file, 'utf8'))
    assert.ok(
      texts.some((text) => wallClockFaults(new Map([['elsewhere.ts', text]])).length > 0),
      row,
    )
  }
})
