import assert from 'node:assert/strict'
import test from 'node:test'
import { patiently, within } from './within.ts'

test('an engine that takes a request and says nothing is one sentence, in time', async () => {
  await assert.rejects(within("in1 can't stop", new Promise(() => {}), 0.02), {
    message:
      "in1 can't stop: the Docker engine has not answered within 0.02 s; it may do what it was asked once it answers again",
  })
  assert.equal(await within('a', Promise.resolve(7), 1), 7)
  await assert.rejects(within('a', Promise.reject(new Error('no')), 1), /^Error: no$/)
})

test('what has to be waited for is waited for, and what for is said once', async () => {
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  let answer = (_: number): void => undefined
  const slow = patiently(
    "the containers can't be watched",
    new Promise<number>((resolve) => (answer = resolve)),
    say,
    0.02,
  )
  await new Promise((resolve) => setTimeout(resolve, 60))
  assert.deepEqual(said, [
    "the containers can't be watched yet: the Docker engine has not answered within 0.02 s; what was asked of it is waited for",
  ])
  answer(7)
  assert.equal(await slow, 7)
  await assert.rejects(patiently('a', Promise.reject(new Error('no')), say, 0.02), /^Error: no$/)
  await new Promise((resolve) => setTimeout(resolve, 60))
  assert.equal(said.length, 1)
})
