import assert from 'node:assert/strict'
import test from 'node:test'
import { createJoin } from './join.ts'

test('a burst is handed on in one go at the first live chunk, and begins at its end', () => {
  const done: string[] = []
  const join = createJoin((start) => done.push(`start ${start}`))
  join.inTurn(() => done.push('init'))
  for (const at of [1, 2, 3]) {
    join.chunk(true, () => {
      done.push(`chunk ${at}`)
      return at
    })
  }
  assert.equal(done.length, 0)
  assert.equal(join.waiting, true)
  join.chunk(false, () => {
    done.push('chunk 4')
    return 4
  })
  assert.deepEqual(done, ['init', 'chunk 1', 'chunk 2', 'chunk 3', 'chunk 4', 'start 4'])
  join.chunk(false, () => {
    done.push('chunk 5')
    return 5
  })
  assert.equal(done.at(-1), 'chunk 5')
})

test('a burst without a live chunk ends by itself', async () => {
  const start = await new Promise((resolve) => {
    const join = createJoin(resolve)
    join.chunk(true, () => 1)
    join.chunk(true, () => 2)
  })
  assert.equal(start, 2)
})

test('nothing happens once it is closed', () => {
  const join = createJoin(() => assert.fail('started'))
  join.chunk(true, () => assert.fail('handed on'))
  join.close()
})
