import assert from 'node:assert/strict'
import test from 'node:test'
import { createLooks } from './looks.ts'

test('the time since the picture changed, from lines in any pieces', () => {
  let now = 100
  const looks = createLooks(() => now)
  const say = (text: string) => looks.take(Buffer.from(text))
  assert.equal(looks.sameSeconds(), 0)
  say('#software: Lavf\n#tb 0: 1/1000\n0, 1000, 1000, 1, 14400, 0x000')
  now = 101
  assert.equal(looks.sameSeconds(), 0)
  say('00001\n')
  now = 105
  say('0, 2000, 2000, 1, 14400, 0x00000001\n')
  assert.equal(looks.sameSeconds(), 4)
  say('0, 3000, 3000, 1, 14400, 0x00000002\n')
  assert.equal(looks.sameSeconds(), 0)
  now = 130
  assert.equal(looks.sameSeconds(), 25, 'also when no picture comes at all')
})
