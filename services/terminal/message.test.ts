import assert from 'node:assert/strict'
import test from 'node:test'
import { broken } from './message.ts'

const columnsOf = (text: string) => Math.max(...text.split('\n').map((line) => line.length))

test('a long sentence is told in lines of 80 columns, and has the same words', () => {
  const text = `port 8080 of the console is busy on 127.0.0.1; WEIR_CONSOLE_PORT moves it, ${'and so on '.repeat(20)}.`
  assert.ok(columnsOf(broken(text)) <= 80)
  assert.equal(broken(text).replace(/\n */g, ' '), text)
  assert.equal(broken('short'), 'short')
})

test('what is to be copied or parsed stays in one line', () => {
  const words = 'a word and another '.repeat(4)
  const [path, url] = [
    '/home/somebody/my lab/with spaces/current.json',
    `http://127.0.0.1:8081/${'watch/'.repeat(16)}cam`,
  ]
  for (const [piece, whole] of [
    [path, ['', '/home/somebody/my lab/with spaces']],
    [url, []],
    ['"a file with a long name.yaml, which somebody gave"', []],
    ['`make up APPLY=1 TOPOLOGY="my own.yaml#mine"`', []],
    ['{"id": "edge1", "streams": { "cam": 1 } }', []],
  ] as const) {
    const told = broken(`${words}${piece} ${words}`, whole)
    assert.ok(
      told.split('\n').some((line) => line.includes(piece)),
      told,
    )
  }
  const json = `  {"msg": "${words}${words}"}`
  assert.equal(broken(`${json}\n${words}`), `${json}\n${words}`)
})
