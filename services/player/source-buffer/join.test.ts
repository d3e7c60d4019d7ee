import assert from 'node:assert/strict'
import test from 'node:test'
import { createJoin } from './join.ts'

// r: a replayed chunk, l: a live one, m: the media are described, d: the first picture is decoded; where the capital stands,
// playback goes on.
const CASES: readonly (readonly [chunkSeconds: number, events: readonly string[]])[] = [
  [0.1, ['rrrlD', 'rrdrrL', 'rdLl', 'lD', 'dLdl', 'rrlDdl', 'rmrlD', 'mlD']],
  [0.6, ['rrrlD', 'rmrrL', 'rrrlMd', 'rmrrLd', 'rmdrL']],
]
for (const [chunkSeconds, all] of CASES)
  for (const events of all) {
    const title = `a join of chunks of ${chunkSeconds} s goes on once the burst is over and its first picture is there`
    test(`${title}, or is old: ${events}`, () => {
      let gone = 0
      let chunks = 0
      const join = createJoin(() => {
        gone += 1
      })
      const at = events.search(/[A-Z]/)
      for (const [index, event] of [...events.toLowerCase()].entries()) {
        assert.equal(join.waiting, index <= at)
        if (event === 'd') join.decoded()
        else if (event === 'm') join.described()
        else join.chunk(event === 'r', chunkSeconds * chunks++)
        assert.equal(gone, index < at ? 0 : 1)
      }
      assert.equal(join.waiting, false)
    })
  }

test('a burst that nothing live follows is played from its start', () => {
  const join = createJoin(() => assert.fail('went on'))
  join.chunk(true, 0)
  join.decoded()
  join.chunk(true, 5)
  assert.equal(join.waiting, true)
})
