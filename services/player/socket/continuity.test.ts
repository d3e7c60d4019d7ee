import assert from 'node:assert/strict'
import test from 'node:test'
import { createContinuity } from './continuity.ts'

test('tells what each chunk is', () => {
  const continuity = createContinuity()
  const take = (epoch: number, sequence: number) => continuity.take('video', { epoch, sequence })
  assert.equal(take(10, 5), 'jump')
  assert.equal(take(10, 6), 'next')
  assert.equal(take(10, 6), 'old')
  assert.equal(take(10, 9), 'jump')
  assert.equal(take(11, 0), 'epoch')
  assert.equal(take(10, 10), 'old')
  assert.deepEqual(continuity.resumePoint('video'), { epoch: 11, sequence: 1 })
  assert.equal(continuity.resumePoint('audio'), undefined)
  continuity.begin('video', 11)
  assert.equal(take(11, 1), 'next')
  continuity.begin('video', 10)
  assert.equal(continuity.resumePoint('video'), undefined)
  assert.equal(take(10, 0), 'epoch', 'the clock of the ingress was put right')
  assert.equal(take(10, 1), 'next')
  continuity.forget()
  assert.equal(take(11, 0), 'jump')
})
