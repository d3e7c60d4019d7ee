import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { createGathered } from './gathered.ts'

test('what is asked for often is done at once, and then once in so long', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    let done = 0
    const gathered = createGathered(100, () => done++)
    for (let call = 0; call < 50; call++) gathered.call()
    assert.equal(done, 1)
    mock.timers.tick(100)
    assert.equal(done, 2)
    mock.timers.tick(1000)
    assert.equal(done, 2, 'nothing was asked for meanwhile')
    gathered.call()
    assert.equal(done, 3)
    gathered.call()
    gathered.close()
    mock.timers.tick(1000)
    assert.equal(done, 3)
  } finally {
    mock.timers.reset()
  }
})
