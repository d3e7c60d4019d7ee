// As 02-twin-ingress-plays, with every node a container.
import test from 'node:test'
import { need } from '@weir/test-support'
import { labPlays } from './plays.ts'

test('twin-ingress in Docker', { ...need('docker'), concurrency: true }, (t) =>
  labPlays(t, 'twin-ingress', 'docker', { streams: ['cam-a', 'cam-b'] }),
)
