import assert from 'node:assert/strict'
import test from 'node:test'
import type { PlayerState } from './snapshot.ts'
import { type Condition, type PlayerEvent, START, step, wantsNothing } from './state-machine.ts'

/** A state as it mostly is: connected, and in a tab that is seen, or not. */
const conditionOf = (state: PlayerState): Condition => ({
  state,
  message: ['connecting', 'joining', 'playing', 'hidden'].includes(state) ? '' : `said when ${state}`,
  connected: state !== 'connecting' && state !== 'reconnecting',
  hidden: state === 'hidden',
  lost: state === 'reconnecting' ? 'said when reconnecting' : '',
  resting: false,
})

const EVENTS: Record<PlayerEvent[0], PlayerEvent> = {
  connected: ['connected'],
  lost: ['lost', 'The edge does not answer.'],
  offered: ['offered'],
  missing: ['missing', 'cam'],
  refused: ['refused', 'no such codec'],
  shown: ['shown'],
  hidden: ['hidden'],
  seen: ['seen'],
  restart: ['restart'],
  rest: ['rest', 'It failed.'],
  held: ['held'],
  released: ['released'],
  behind: ['behind', 'It is behind.'],
  silent: ['silent', 'Nothing comes.'],
}

// From each state, by each event: the state then, if it is another, and what is to be done, if anything is.
const TABLE = `
              connected  lost          offered      missing      refused          shown    hidden       seen            restart  rest          held  released  behind  silent
connecting    .          reconnecting  joining+ask  waiting+ask  unsupported+ask  .        hidden+drop  .               +rejoin  +drop         +ask  +afresh   .       .
waiting       .          reconnecting  joining+ask  +ask         unsupported+ask  playing  hidden+drop  .               +rejoin  +drop         +ask  +afresh   .       .
joining       .          reconnecting  +ask         waiting+ask  unsupported+ask  playing  hidden+drop  .               +rejoin  +drop         +ask  +afresh   .       silent
playing       .          reconnecting  +ask         waiting+ask  unsupported+ask  .        hidden+drop  .               +rejoin  joining+drop  +ask  +afresh   behind  silent
behind        .          reconnecting  +ask         waiting+ask  unsupported+ask  playing  hidden+drop  .               +rejoin  joining+drop  +ask  +afresh   .       silent
silent        .          reconnecting  +ask         waiting+ask  unsupported+ask  playing  hidden+drop  .               +rejoin  joining+drop  +ask  +afresh   behind  .
reconnecting  joining    .             +ask         waiting+ask  unsupported+ask  .        hidden+drop  .               +rejoin  +drop         +ask  +afresh   .       .
hidden        .          reconnecting  +ask         waiting+ask  unsupported+ask  .        +drop        joining+rejoin  +rejoin  +drop         +ask  +afresh   .       .
unsupported   .          .             +ask         waiting+ask  +ask             playing  hidden+drop  .               +rejoin  +drop         +ask  +afresh   .       .
`
const [columns = [], ...rows] = TABLE.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/))

test('the table has every state and every event', () => {
  assert.deepEqual([...columns].sort(), Object.keys(EVENTS).sort())
  const states: Record<PlayerState, true> = {
    connecting: true,
    waiting: true,
    joining: true,
    playing: true,
    behind: true,
    silent: true,
    reconnecting: true,
    hidden: true,
    unsupported: true,
  }
  assert.deepEqual(rows.map(([state]) => state).sort(), Object.keys(states).sort())
})

for (const [state, ...cells] of rows as [PlayerState, ...string[]][]) {
  for (const [index, expected] of cells.entries()) {
    const event = EVENTS[columns[index] as PlayerEvent[0]]
    test(`${state}, ${event[0]}: ${expected}`, () => {
      const now = conditionOf(state)
      const { next, action } = step(now, ...event)
      const entered = next.state === now.state ? '' : next.state
      const done = action === 'none' ? '' : `+${action}`
      assert.equal(`${entered}${done}` || '.', expected)
      assert.equal(next.connected, event[0] === 'connected' || (event[0] !== 'lost' && now.connected))
      assert.equal(next.hidden, event[0] === 'hidden' || (event[0] !== 'seen' && now.hidden))
    })
  }
}

const said = (now: Condition, ...event: PlayerEvent): string => step(now, ...event).next.message

test('says what is wrong, until it is not wrong any more', () => {
  const playing = conditionOf('playing')
  assert.equal(said(playing, 'lost', 'Connection lost.'), 'Connection lost.')
  assert.equal(said(playing, 'missing', 'cam'), 'There is no stream “cam” here yet. It plays as soon as it appears.')
  assert.equal(said(playing, 'refused', 'No such codec.'), 'No such codec.')
  for (const state of ['waiting', 'reconnecting', 'unsupported'] as const) {
    const now = conditionOf(state)
    assert.equal(said(now, 'restart'), now.message)
    assert.equal(said(now, 'hidden'), '')
  }
  assert.equal(said(conditionOf('waiting'), 'offered'), '')
  assert.equal(said(conditionOf('reconnecting'), 'connected'), '')
  assert.equal(said(conditionOf('waiting'), 'shown'), '')
})

test('says what is behind, silent or failed, until a live picture is shown', () => {
  for (const state of ['joining', 'playing', 'behind', 'silent'] as const) {
    for (const event of [EVENTS.behind, EVENTS.silent]) {
      const { next } = step(conditionOf(state), ...event)
      assert.equal(next.message, event[1])
      assert.deepEqual([step(next, 'shown').next.state, said(next, 'shown')], ['playing', ''])
    }
    assert.equal(said(conditionOf(state), 'rest', 'It failed.'), 'It failed. Trying again…')
  }
  assert.equal(said(conditionOf('connecting'), 'behind', 'No answer.'), 'No answer.')
  assert.equal(said(conditionOf('waiting'), 'silent', 'Nothing comes.'), 'said when waiting')
})

test('what rests asks for nothing and plays nothing until it goes on', () => {
  for (const [rest, on] of [
    ['held', 'released'],
    ['rest', 'restart'],
    ['held', 'hidden'],
  ] as const) {
    const { next } = step(conditionOf('playing'), ...(rest === 'rest' ? EVENTS.rest : EVENTS.held))
    assert.equal(wantsNothing(next), true)
    assert.equal(step(next, 'shown').next.resting, true)
    assert.equal(step(next, ...EVENTS[on]).next.resting, false)
  }
})

test('what the browser cannot play it says through a lost connection', () => {
  const now = conditionOf('unsupported')
  assert.equal(said(now, 'lost', 'gone'), now.message)
})

test('a hidden tab that reconnects is hidden again, and plays nothing meanwhile', () => {
  const { next: lost } = step(conditionOf('hidden'), 'lost', 'gone')
  assert.deepEqual([lost.state, lost.hidden], ['reconnecting', true])
  const { next: back } = step(lost, 'connected')
  assert.equal(back.state, 'hidden')
  assert.equal(step({ ...conditionOf('joining'), hidden: true }, 'shown').next.state, 'joining')
})

test('a tab that is seen again while the connection is gone still says so', () => {
  const { next: lost } = step(conditionOf('hidden'), 'lost', 'The edge does not answer.')
  const hidden = step(conditionOf('reconnecting'), 'hidden').next
  for (const [now, sentence] of [
    [lost, 'The edge does not answer.'],
    [hidden, 'said when reconnecting'],
  ] as const) {
    const { state, message } = step(now, 'seen').next
    assert.deepEqual([state, message], ['reconnecting', sentence])
  }
  assert.equal(step(step(lost, 'connected').next, 'seen').next.state, 'joining')
})

test('what plays on out of the buffer of a lost connection does not count as playing', () => {
  assert.equal(step(conditionOf('reconnecting'), 'shown').next.state, 'reconnecting')
  assert.equal(step({ ...conditionOf('joining'), connected: false }, 'shown').next.state, 'joining')
})

test('nothing is asked for while nobody looks, or nothing could be played', () => {
  for (const [state] of rows as [PlayerState][]) {
    assert.equal(wantsNothing(conditionOf(state)), state === 'hidden' || state === 'unsupported', state)
  }
  assert.equal(wantsNothing({ ...conditionOf('reconnecting'), hidden: true }), true)
  assert.equal(wantsNothing(START), false)
})
