import assert from 'node:assert/strict'
import test from 'node:test'
import { createHedge } from './hedge.ts'

const SECOND = 1_000_000

type Event = readonly ['late', number] | readonly ['heard', number, boolean] | readonly ['end']

/** Events in seconds, and whether a second parent is asked after each. */
const CASES: readonly (readonly [string, readonly (readonly [Event, boolean])[]])[] = [
  ['a parent that is on time needs no second', [[['heard', 1, true], false]]],
  [
    'a late one has a second until it has been on time for half a second',
    [
      [['late', 1], true],
      [['heard', 1.02, true], true],
      [['heard', 1.49, true], true],
      [['heard', 1.51, true], false],
    ],
  ],
  [
    'late again meanwhile: half a second from then on',
    [
      [['late', 1], true],
      [['heard', 1.1, true], true],
      [['late', 1.4], true],
      [['heard', 1.6, true], true],
      [['heard', 1.91, true], false],
    ],
  ],
  [
    'one that is behind the second is not left alone: its viewers would wait until it has caught up',
    [
      [['late', 1], true],
      [['heard', 2, false], true],
      [['heard', 30, false], true],
      [['heard', 31, true], false],
    ],
  ],
  [
    'after a switch the other pushes, and has no second',
    [
      [['late', 1], true],
      [['end'], false],
      [['heard', 1.1, true], false],
    ],
  ],
]

for (const [name, steps] of CASES)
  test(`hedge: ${name}`, () => {
    const hedge = createHedge()
    for (const [[kind, atSeconds = 0, newest = true], on] of steps) {
      const before = hedge.on
      if (kind === 'end') hedge.end()
      else {
        const at = atSeconds * SECOND
        const changed = kind === 'late' ? hedge.late(at) : hedge.heard(at, newest)
        assert.equal(changed, before !== on, `${kind} ${atSeconds} says whether it changed`)
      }
      assert.equal(hedge.on, on, `${kind} ${atSeconds}`)
    }
  })
