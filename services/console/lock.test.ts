import assert from 'node:assert/strict'
import test from 'node:test'
import { type Lock, lockSentence, reasonId } from './lock.ts'

const TABLE: Readonly<Record<Lock, readonly [sentence: RegExp, reason: string | null]>> = {
  open: [/^$/, null],
  'no token': [/^You can look; .*`weir status` prints/, 'locked'],
  'another token': [/token is not that of the lab that runs now; .*`weir status` prints/, 'locked'],
  'no answer': [/^$/, 'summary'],
}
for (const [lock, [sentence, reason]] of Object.entries(TABLE))
  test(`${lock}: where the reason stands`, () => {
    assert.match(lockSentence(lock as Lock), sentence)
    assert.equal(reasonId(lock as Lock), reason)
  })
