// `make up TOPOLOGY=twin-ingress RUNTIME=process`: two cameras, two chains, one edge that has both.
import test from 'node:test'
import { need } from '@weir/test-support'
import { labPlays } from './plays.ts'

test('twin-ingress in the process runtime', { ...need('ffmpeg', 'prometheus'), concurrency: true }, (t) =>
  labPlays(t, 'twin-ingress', 'process', { streams: ['cam-a', 'cam-b'] }),
)
