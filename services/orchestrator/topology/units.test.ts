import assert from 'node:assert/strict'
import test from 'node:test'
import { parseTrace } from './trace.ts'
import { BYTES, DURATION, PERCENTAGE, RATE, SIZE } from './units.ts'

test('text to numbers', () => {
  assert.equal(DURATION.parse('20ms'), 0.02)
  assert.equal(DURATION.parse('1.5s'), 1.5)
  assert.equal(DURATION.parse('250us'), 0.00025)
  assert.equal(RATE.parse('20mbit'), 20_000_000)
  assert.equal(RATE.parse('800kbit'), 800_000)
  assert.equal(PERCENTAGE.parse('0.1%'), 0.001)
  assert.equal(BYTES.parse('1MB'), 1_000_000)
  assert.deepEqual(SIZE.parse('640x360'), { width: 640, height: 360 })
})

test('what is no unit is not accepted', () => {
  for (const text of ['20', 'ms', '-1ms', '1e3ms', '1h', ' 1ms', '1 m s', ''])
    assert.doesNotMatch(text, DURATION.pattern)
  for (const text of ['20Mbit', '20mbps', '20 mb']) assert.doesNotMatch(text, RATE.pattern)
})

test('a trace is read by its header, with empty fields and comments', () => {
  const text = '# made by hand\nat_seconds,rate_bits_per_second,delay_seconds\n0,8000000,0.035\r\n\n0.5,,0.04\n'
  assert.deepEqual(parseTrace(text), [
    { atSeconds: 0, rateBitsPerSecond: 8_000_000, delaySeconds: 0.035 },
    { atSeconds: 0.5, delaySeconds: 0.04 },
  ])
})

const MALFORMED: Readonly<Record<string, string>> = {
  '': 'line 1: found "", expected the header at_seconds,rate_bits_per_second,delay_seconds',
  'at_seconds,rate\n0,1':
    'line 1: found "at_seconds,rate", expected the header at_seconds,rate_bits_per_second,delay_seconds',
  'at_seconds,delay_seconds': 'line 1: no rows, expected at least one',
  'at_seconds,delay_seconds\n0,fast': 'line 2: found "fast", expected delay_seconds from 0 to 60',
  'at_seconds,delay_seconds\n1,0\n1,0': 'line 3: expected a later at_seconds than 1',
}
for (const [text, message] of Object.entries(MALFORMED)) {
  test(`the trace ${JSON.stringify(text)} is refused`, () => assert.throws(() => parseTrace(text), { message }))
}
