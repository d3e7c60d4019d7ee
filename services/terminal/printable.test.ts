import assert from 'node:assert/strict'
import test from 'node:test'
import { printable } from './printable.ts'

test('what a terminal would obey is shown instead', () => {
  assert.equal(printable('\u001b]0;owned\u0007 id\r'), '\\u001b]0;owned\\u0007 id\\u000d')
  assert.equal(printable('\u009b2J\u007f\u202egnp.exe'), '\\u009b2J\\u007f\\u202egnp.exe')
})

test('text, tables and JSON stay as they are', () => {
  const text = 'Grüße, 例え 👋\n\tedge1 → mid-a'
  assert.equal(printable(text), text)
  const json = JSON.stringify({ id: '\u009b\u0007' }, null, 2)
  assert.deepEqual(JSON.parse(printable(json)), { id: '\u009b\u0007' })
})
