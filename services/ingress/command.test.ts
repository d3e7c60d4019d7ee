import assert from 'node:assert/strict'
import test from 'node:test'
import { StreamConfig } from '@weir/relay/config'
import { commandPlan } from './command.ts'
import type { SourcePlan } from './source/index.ts'

const optionsOf = (pace: 'constant' | 'own', frameRate: number): string => {
  const source: SourcePlan = {
    description: 'a camera',
    inputs: [{ options: [], from: '/dev/video0' }],
    synthetic: false,
    mayStand: false,
    frameRate,
    video: { stream: '0:v:0', filters: [], pace },
  }
  const config = StreamConfig.parse({ source: 'webcam', gopSeconds: 1 })
  return (
    commandPlan(source, config, undefined, { video: 'v', audio: 'a', looks: 'l' }, 0, 1).outputs[0]?.options.join(
      ' ',
    ) ?? ''
  )
}

test('keyframes are counted in pictures where these come at a constant pace, else they come by time', () => {
  assert.match(optionsOf('constant', 30), /-g 30 /)
  assert.doesNotMatch(optionsOf('constant', 30), /force_key_frames/)
  // Half a picture early, or one that comes a little late would wait for the next.
  assert.match(
    optionsOf('own', 12.5),
    /-force_key_frames expr:isnan\(prev_forced_t\)\+gte\(t-prev_forced_t,0\.9600\) -g 26 /,
  )
})
