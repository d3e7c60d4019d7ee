import assert from 'node:assert/strict'
import test from 'node:test'
import { expandInput, variablesIn } from './environment.ts'

test('an input names its variables, each once', () => {
  assert.deepEqual(variablesIn('rtsp://${A}:${B_2}@h/${A}'), ['A', 'B_2'])
  assert.deepEqual(variablesIn('rtsp://$A:{B}@h/${2}/${a-b}'), [])
})

test('they are put in as they are, and those that are missing are named', () => {
  assert.equal(expandInput('rtsp://${A}:${B}@h', { A: 'x', B: '$&${A}' }), 'rtsp://x:$&${A}@h')
  assert.equal(expandInput('rtsp://h', {}), 'rtsp://h')
  assert.throws(() => expandInput('rtsp://${A}:${B}@${C}', { A: 'x', C: '' }), {
    message: 'input "rtsp://${A}:${B}@${C}" takes B, C from the environment, where it is not set',
  })
})
