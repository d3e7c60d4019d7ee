import assert from 'node:assert/strict'
import test from 'node:test'
import { columnsOf } from './columns-of.ts'
import { broken } from './message.ts'

const WORDS = `port 8080 of the console is busy on 127.0.0.1; ${'and so on '.repeat(30)}.`
const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length))

for (const [what, stream, columns] of [
  ['a pipe', {}, Number.POSITIVE_INFINITY],
  ['a file, whatever it says', { isTTY: false, columns: 80 }, Number.POSITIVE_INFINITY],
  ['a terminal', { isTTY: true, columns: 132 }, 132],
  ['a narrow one', { isTTY: true, columns: 60 }, 60],
  ['one that is hardly any', { isTTY: true, columns: 5 }, 40],
  ['one that does not say', { isTTY: true, columns: 0 }, 80],
  ['one that says nothing at all', { isTTY: true }, 80],
] as const)
  test(`${what}: ${columns} columns`, () => {
    assert.equal(columnsOf(stream), columns)
    const told = broken(WORDS, [], columnsOf(stream))
    if (columns === Number.POSITIVE_INFINITY) assert.equal(told, WORDS)
    else assert.ok(widest(told) <= columns && widest(told) > columns / 2, told)
  })
