import assert from 'node:assert/strict'
import test from 'node:test'
import { createTurnstile } from './turnstile.ts'

/** A turnstile of 5 ms a turn; tasks take 2 ms. `turn` ends the turn, `done` are the tasks that were done in it. */
const start = () => {
  let nowMillis = 0
  const turns: (() => void)[] = []
  let done: string[] = []
  const turnstile = createTurnstile({ mostMillis: 5, nowMillis: () => nowMillis, nextTurn: (then) => turns.push(then) })
  const children = new Map<string, object>()
  return {
    ask(child: string, what = child) {
      if (!children.has(child)) children.set(child, {})
      turnstile.pass(children.get(child) as object, () => {
        done.push(what)
        nowMillis += 2
      })
    },
    turn() {
      const before = done
      done = []
      turns.shift()?.()
      return before
    },
    get turns() {
      return turns.length
    },
  }
}

test('a turn has so many, and the others come in the next ones, in order', () => {
  const { ask, turn } = start()
  for (const child of 'abcdefgh') ask(child)
  assert.deepEqual(turn(), ['a', 'b', 'c'])
  ask('i')
  assert.deepEqual(turn(), ['d', 'e', 'f'])
  assert.deepEqual(turn(), ['g', 'h', 'i'])
})

test('of a child the newest waits, in its old place', () => {
  const { ask, turn } = start()
  for (const child of 'abcde') ask(child)
  ask('d', 'd again')
  assert.deepEqual(turn(), ['a', 'b', 'c'])
  assert.deepEqual(turn(), ['d again', 'e'])
})

test('where there is time it is done at once, and nothing goes on when nobody asks', () => {
  const test = start()
  test.ask('a')
  assert.deepEqual(test.turn(), ['a'])
  test.ask('b')
  assert.deepEqual(test.turn(), ['b'])
  assert.deepEqual([test.turn(), test.turns], [[], 0])
})
