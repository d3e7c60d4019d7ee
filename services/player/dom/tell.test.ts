import assert from 'node:assert/strict'
import test from 'node:test'
import { saysTheSame } from './tell.ts'

test('seconds that are counted are not said again; another sentence, time or node is', () => {
  const behind = (seconds: number) => `The picture is ${seconds} s behind. Catching up…`
  assert.equal(saysTheSame(behind(9), behind(10)), true)
  assert.equal(saysTheSame(behind(9), 'The picture is 9 s behind.'), false)
  assert.equal(saysTheSame('Nothing has come since 14:03:12.', 'Nothing has come since 14:05:00.'), false)
  assert.equal(saysTheSame('edge1 is stopped', 'edge2 is stopped'), false)
})
