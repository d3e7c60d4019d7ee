import assert from 'node:assert/strict'
import test from 'node:test'
import { selectParents } from './selection.ts'

/** `A` is up and lists the stream, `a` lists it and is down, `(A)` is up and does not list it, `!A` is shunned. */
const read = (text: string) =>
  text.split(' ').map((one) => ({
    index: one.toUpperCase().charCodeAt(one.search(/[a-z]/i)) - 65,
    up: /[A-Z]/.test(one),
    offers: !one.startsWith('('),
    shunned: one.startsWith('!'),
  }))
const CASES = [
  ['hot', 'A B C', undefined, 'AB' + 'C'],
  ['hot', 'A b C', undefined, 'AC'],
  ['hot', 'A (B)', undefined, 'A'],
  ['hot', '(A) (B)', undefined, 'AB'],
  ['standby', 'A B', undefined, 'A'],
  ['standby', 'A B', 1, 'B'],
  ['standby', 'a B', 0, 'B'],
  ['standby', 'A b', 1, 'A'],
  ['standby', '!A B', 0, 'B'],
  ['standby', '!A b', 0, 'A'],
  ['standby', 'A !B C', 1, 'C'],
  ['standby', 'A b !C', 2, 'A'],
  ['standby', '(A) B', undefined, 'B'],
  ['standby', 'a b', 0, ''],
  ['none', 'A B', undefined, 'A'],
  ['none', 'a B', 0, ''],
  ['none', '(A) B', undefined, 'B'],
] as const

for (const [redundancy, candidates, active, expected] of CASES) {
  test(`${redundancy}: ${candidates}, active ${active ?? 'none'} → ${expected || 'nobody'}`, () => {
    const chosen = selectParents(redundancy, read(candidates), active)
    assert.equal(chosen.map((index) => String.fromCharCode(65 + index)).join(''), expected)
  })
}
