// As 01-diamond-plays, with every node a container.
import test from 'node:test'
import { need } from '@weir/test-support'
import { labPlays } from './plays.ts'

test('diamond in Docker', { ...need('docker', 'chromium', 'firefox'), concurrency: true }, (t) =>
  labPlays(t, 'diamond', 'docker', { streams: ['cam'], kill: 'mid-b' }),
)
