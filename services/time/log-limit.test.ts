import assert from 'node:assert/strict'
import test from 'node:test'
import { createLogLimit } from './log-limit.ts'

const happenings = () => {
  const clock = { now: 0 }
  const limit = createLogLimit(() => clock.now)
  const lines: string[] = []
  const happen = (subject: string) => limit(subject, (times) => lines.push(`${subject} ${times} @${clock.now / 1000}`))
  return { clock, lines, happen }
}

test('what goes on is written less and less often, and each line says how often it happened', () => {
  const { clock, lines, happen } = happenings()
  for (; clock.now < 8000; clock.now += 100) happen('a')
  happen('b')
  assert.deepEqual(lines, ['a 1 @0', 'a 10 @1', 'a 20 @3', 'a 40 @7', 'b 1 @8'])
})

test('a parent that is dead for a day writes a line in five minutes', () => {
  const { clock, lines, happen } = happenings()
  const hour = 3_600_000
  for (; clock.now < hour; clock.now += 1500) happen('down mid-a')
  assert.ok(lines.length < 22, `${lines.length} lines in the first hour`)
  const before = lines.length
  for (; clock.now < 2 * hour; clock.now += 1500) happen('down mid-a')
  assert.equal(lines.length - before, 12)
})

test('after half a minute of quiet it is news again', () => {
  const { clock, lines, happen } = happenings()
  for (; clock.now < 20_000; clock.now += 1000) happen('a')
  clock.now = 60_000
  happen('a')
  clock.now = 61_000
  happen('a')
  assert.deepEqual(lines.slice(-2), ['a 5 @60', 'a 1 @61'])
})
