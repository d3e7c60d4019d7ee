import assert from 'node:assert/strict'
import test from 'node:test'
import { isToBeDone } from './fault-rule.ts'
import { NODE_FAULTS, type NodeRunState } from './runtime.ts'

const STATES: readonly NodeRunState[] = ['starting', 'running', 'frozen', 'stopped', 'restarting', 'failed']

/** In the order of the states: + is done, = is so already, ! is refused. */
const TABLE: Readonly<Record<(typeof NODE_FAULTS)[number], string>> = {
  kill: '+++=+=',
  stop: '+++=++',
  freeze: '!+=!!!',
  thaw: '==+!!!',
  start: '==++++',
  restart: '++++++',
}

for (const fault of NODE_FAULTS)
  test(`${fault}: a second time is as good as once, and what can't be is refused`, () => {
    const signs = STATES.map((state) => {
      try {
        return isToBeDone('mid-a', state, fault) ? '+' : '='
      } catch {
        return '!'
      }
    })
    assert.equal(signs.join(''), TABLE[fault])
  })

test('what can not be says from which state it could, and the way there', () => {
  assert.throws(() => isToBeDone('mid-a', 'stopped', 'thaw'), {
    message: 'mid-a is stopped, expected a frozen one to thaw; `weir start mid-a` brings it back',
  })
  assert.throws(() => isToBeDone('mid-a', 'restarting', 'freeze'), {
    message: 'mid-a is restarting, expected one that runs to freeze',
  })
})
