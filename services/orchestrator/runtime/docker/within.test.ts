import assert from 'node:assert/strict'
import test from 'node:test'
import { within } from './within.ts'

test('an engine that takes a request and says nothing is one sentence, in time', async () => {
  await assert.rejects(within("in1 can't stop", new Promise(() => {}), 0.02), {
    message:
      "in1 can't stop: the Docker engine has not answered within 0.02 s; it may do what it was asked once it answers again",
  })
  assert.equal(await within('a', Promise.resolve(7), 1), 7)
  await assert.rejects(within('a', Promise.reject(new Error('no')), 1), /^Error: no$/)
})
