import assert from 'node:assert/strict'
import test from 'node:test'
import { createJoin } from './join.ts'

// r: a replayed chunk, l: a live one, d: the first picture is decoded; where the capital stands, playback goes on.
for (const events of ['rrrlD', 'rrdrrL', 'rdLl', 'lD', 'dLdl', 'rrlDdl']) {
  test(`a join goes on once the burst is over and its first picture is there: ${events}`, () => {
    let gone = 0
    const join = createJoin(() => {
      gone += 1
    })
    const at = events.search(/[A-Z]/)
    for (const [index, event] of [...events.toLowerCase()].entries()) {
      assert.equal(join.waiting, index <= at)
      if (event === 'd') join.decoded()
      else join.chunk(event === 'r')
      assert.equal(gone, index < at ? 0 : 1)
    }
    assert.equal(join.waiting, false)
  })
}

test('a burst that nothing live follows is played from its start', () => {
  const join = createJoin(() => assert.fail('went on'))
  join.chunk(true)
  join.decoded()
  join.chunk(true)
  assert.equal(join.waiting, true)
})
