import assert from 'node:assert/strict'
import test from 'node:test'
import { profileTable, selfTimes } from './self-time.ts'

const frame = (functionName: string, url = '', lineNumber = 0) => ({ functionName, url, lineNumber, columnNumber: 0 })
const PROFILE = {
  nodes: [
    { id: 1, callFrame: frame('(root)') },
    { id: 2, callFrame: frame('(idle)') },
    { id: 3, callFrame: frame('send', 'file:///main.js', 9) },
    { id: 4, callFrame: frame('', 'node:net', 4) },
    // The same function, called from elsewhere.
    { id: 5, callFrame: frame('send', 'file:///main.js', 9) },
  ],
  samples: [2, 3, 4, 5],
  timeDeltas: [6000, 1000, 1000, 2000],
}
const place = (url: string, line: number) => (url === 'file:///main.js' ? `downlink.ts:${line + 1}` : undefined)

test('profile: self time of a function, wherever it was called from', () => {
  const [idle, send, anonymous] = selfTimes(PROFILE, place)
  assert.deepEqual([idle?.what, idle?.share, idle?.busyShare], ['(idle)', 0.6, 0])
  assert.deepEqual([send?.what, send?.where, send?.micros], ['send', 'downlink.ts:10', 3000])
  assert.equal(send?.busyShare, 0.75)
  assert.deepEqual([anonymous?.what, anonymous?.where], ['(anonymous)', 'node:net:5'])
  assert.match(
    profileTable(selfTimes(PROFILE, place), 2),
    /\| 3\.0 +\| 30\.0 % \| 75\.0 % +\| send +\| downlink\.ts:10 \|$/,
  )
})

test('profile: one without samples is no figure', () => {
  assert.throws(() => selfTimes({ ...PROFILE, samples: [], timeDeltas: [] }, place), /an empty series/)
})
