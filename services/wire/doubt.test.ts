import assert from 'node:assert/strict'
import test from 'node:test'
import { createDoubt } from './doubt.ts'

const HOUR = 3_600_000_000

test('a latency that has jumped, or that can not be, waits for an exchange that was begun after it', () => {
  for (const odd of [HOUR, -HOUR, -50_000]) {
    const doubt = createDoubt()
    const judge = (pushMicros: number, atMicros: number) => doubt.judge(pushMicros, 100, atMicros)
    assert.equal(judge(300, 0), 'trust')
    assert.equal(judge(odd, 1000), 'ask')
    assert.equal(judge(odd, 2000), 'wait')
    doubt.answered(999)
    assert.equal(judge(odd, 3000), 'wait', 'an exchange from before says nothing')
    doubt.answered(1000)
    assert.equal(judge(300, 4000), 'trust')
  }
})

test('a latency that is really so long is trusted once two exchanges have found it, and so is its way back', () => {
  const doubt = createDoubt()
  assert.equal(doubt.judge(5_000_000, 100, 0), 'ask')
  doubt.answered(0)
  assert.equal(doubt.judge(5_100_000, 100, 1), 'ask')
  doubt.answered(1)
  for (let at = 2; at < 10; at++)
    assert.equal(doubt.judge(5_000_000 + (at - 2) * 900_000, 100, at), 'trust', 'it grows')
  assert.equal(doubt.judge(300, 100, 10), 'trust')
})

test('a link that was frozen, or fills up, is timed without a question: more has passed than it took', () => {
  const doubt = createDoubt()
  doubt.answered(0)
  assert.equal(doubt.judge(300, 100, 50_000), 'trust')
  assert.equal(doubt.judge(20_000_000, 100, 20_050_000), 'trust', 'frozen for 20 s')
  assert.equal(doubt.judge(300, 100, 20_100_000), 'trust')
  // A viewer whose first live chunk waited behind all that the cache had, with no answer since the first.
  const late = createDoubt()
  late.answered(0)
  for (let at = 3_000_000; at < 60_000_000; at += 100_000)
    assert.equal(late.judge(2_500_000 + (at - 3_000_000) * 0.8, 100, at), 'trust', `${at}`)
  assert.equal(late.judge(4_000_000, 100, 60_100_000), 'trust', 'the queue was dropped')
  assert.equal(late.judge(HOUR, 100, 60_200_000), 'ask')
})

// One clock steps, and the other right after the answer that told of the first: of two machines that are put right together.
for (const second of [HOUR, -HOUR, -50_000]) {
  test(`what is odd by ${second} µs right after an answer is not entered, and the right time is after the next`, () => {
    const doubt = createDoubt()
    assert.equal(doubt.judge(300, 100, 0), 'trust')
    assert.equal(doubt.judge(HOUR, 100, 1), 'ask')
    doubt.answered(1)
    assert.equal(doubt.judge(second, 100, 2), 'ask')
    assert.equal(doubt.judge(second, 100, 3), 'wait')
    doubt.answered(2)
    assert.equal(doubt.judge(300, 100, 4), 'trust')
    assert.equal(doubt.judge(second, 100, 5), 'ask', 'and what was claimed is forgotten')
  })
}

test('a parent that does not answer is asked again after a second, and the first question still counts', () => {
  const doubt = createDoubt()
  assert.equal(doubt.judge(HOUR, 100, 0), 'ask')
  assert.equal(doubt.judge(HOUR, 100, 999_999), 'wait')
  assert.equal(doubt.judge(HOUR, 100, 1_000_000), 'ask')
  doubt.answered(0)
  assert.equal(doubt.judge(300, 100, 1_000_001), 'trust')
})
