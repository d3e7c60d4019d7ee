import assert from 'node:assert/strict'
import test from 'node:test'
import { choiceOf, countOf, countsOf, oneOf } from './settings.ts'

test('settings: what is not said has a default', () => {
  assert.equal(countOf({}, 'ROUNDS', 3), 3)
  assert.deepEqual(countsOf({}, 'VIEWERS', [50, 200]), [50, 200])
  assert.deepEqual(choiceOf({}, 'SERVERS', ['floor', 'mse']), ['floor', 'mse'])
  assert.equal(oneOf({}, 'ACKS', ['plain', 'even']), 'plain')
})

test('settings: what is said counts', () => {
  assert.equal(countOf({ ROUNDS: '5' }, 'ROUNDS', 3), 5)
  assert.deepEqual(countsOf({ VIEWERS: '1500' }, 'VIEWERS', [50]), [1500])
  assert.deepEqual(choiceOf({ SERVERS: 'mse,floor' }, 'SERVERS', ['floor', 'framed', 'mse']), ['floor', 'mse'])
  assert.equal(oneOf({ ACKS: 'even' }, 'ACKS', ['plain', 'even']), 'even')
})

test('settings: what can not be meant is one sentence', () => {
  assert.throws(() => countOf({ ROUNDS: '0' }, 'ROUNDS', 3), /^Error: ROUNDS="0", expected a whole number from 1 on$/)
  assert.throws(() => countOf({ BYTES: '23' }, 'BYTES', 4200, 24), /BYTES="23", expected a whole number from 24 on/)
  assert.throws(() => countOf({ ROUNDS: 'many' }, 'ROUNDS', 3), /ROUNDS="many"/)
  assert.throws(() => countsOf({ VIEWERS: '50,' }, 'VIEWERS', [50, 200]), /VIEWERS="50,", expected .* as in 50,200/)
  assert.throws(() => oneOf({ ACKS: 'plain,even' }, 'ACKS', ['plain', 'even']), /ACKS="plain,even", expected one of/)
  assert.throws(() => choiceOf({ SERVERS: 'apache' }, 'SERVERS', ['floor']), /SERVERS="apache", expected some of floor/)
})
