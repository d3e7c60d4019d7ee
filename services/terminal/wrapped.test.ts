import assert from 'node:assert/strict'
import test from 'node:test'
import { wrapped } from './wrapped.ts'

test('what fits stays as it is, with its own margins', () => {
  const text = '  a  b\n\n    c'
  assert.deepEqual(wrapped(text), text.split('\n'))
})

test('a long line goes on deeper than it began, and no line is longer than the terminal', () => {
  assert.deepEqual(wrapped('  one two three four', 2, 12), ['  one two', '    three', '    four'])
  assert.deepEqual(wrapped('first\none two three four', 0, 9), ['first', 'one two', 'three', 'four'])
})

test('a word that is longer than a line stays whole', () => {
  assert.deepEqual(wrapped('see http://127.0.0.1:8081/watch/cam there', 2, 12), [
    'see',
    '  http://127.0.0.1:8081/watch/cam',
    '  there',
  ])
})
