import assert from 'node:assert/strict'
import test from 'node:test'
import { lostSentence } from './lost.ts'

const at = { cameAt: '14:03:12', beganAt: '14:00:00' }

test('a connection that is gone, and one that can not be made, say since when nothing came', () => {
  assert.equal(
    lostSentence({ ...at, reason: 'the edge closed the connection', opened: true }),
    'Connection lost (the edge closed the connection). Nothing has come since 14:03:12. Reconnecting…',
  )
  assert.equal(
    lostSentence({ ...at, reason: 'the edge does not answer', opened: false }),
    'The edge does not answer. Nothing has come since 14:03:12. Trying again…',
  )
  assert.equal(
    lostSentence({ ...at, cameAt: undefined, reason: 'the edge does not answer', opened: false }),
    'The edge does not answer. Nothing has come since 14:00:00, when the page was opened. Trying again…',
  )
})
