import assert from 'node:assert/strict'
import test from 'node:test'
import { createFigures } from './figures.ts'
import { createTallies } from './tallies.ts'

test('figures: wait while chunks come, and are entered once it is quiet', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let now = 0
  t.mock.method(performance, 'now', () => now)
  const pass = (millis: number) => {
    for (let each = 0; each < millis; each++) {
      now++
      t.mock.timers.tick(1)
    }
  }
  const entered: number[] = []
  const quiet: number[] = []
  const figures = createFigures(() => quiet.push(entered.length))
  const values = figures.values((value) => entered.push(value))
  const sum = figures.sum((value) => entered.push(value))
  values.add(1)
  sum.add(10)
  pass(105)
  assert.deepEqual(quiet, [0], 'told while no chunk is under way')
  for (let chunk = 0; chunk < 27; chunk++) {
    values.add(chunk)
    sum.add(1)
    pass(33)
  }
  assert.deepEqual(entered, [])
  pass(67)
  values.add(2)
  pass(99)
  values.add(3)
  pass(2)
  assert.deepEqual(entered, [], 'a chunk has just come')
  pass(5)
  assert.deepEqual(entered, [1, ...Array(27).keys(), 2, 3, 37], 'each value, and one sum')
  pass(2000)
  assert.equal(entered.length, 31, 'once')
  figures.close()
})

test('figures: are settled when asked for, when many of a kind wait, and at the end', () => {
  const figures = createFigures()
  const entered: number[] = []
  const values = figures.values((value) => entered.push(value))
  const sum = figures.sum((value) => entered.push(value))
  values.add(1)
  figures.settle()
  assert.deepEqual(entered.splice(0), [1])
  for (let each = 0; each < 256; each++) values.add(each)
  assert.deepEqual(entered.splice(0), [...Array(256).keys()])
  values.add(2)
  sum.add(3)
  figures.close()
  assert.deepEqual(entered.splice(0), [2, 3])
  values.add(4)
  sum.add(5)
  assert.deepEqual(entered, [4, 5], 'after the end nothing waits')
})

test('tallies: one for each key', () => {
  const made: string[] = []
  const added: number[] = []
  const of = createTallies((label: string) => {
    made.push(label)
    return { add: (value) => added.push(value) }
  })
  of('a').add(1)
  of('b').add(2)
  of('a').add(3)
  assert.deepEqual(
    [made, added],
    [
      ['a', 'b'],
      [1, 2, 3],
    ],
  )
})
