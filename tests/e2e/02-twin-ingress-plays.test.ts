// `make up TOPOLOGY=twin-ingress`: two cameras, two chains, one edge that has both.
import test from 'node:test'
import { need } from '@weir/test-support'
import { labPlays } from './plays.ts'

const WANTED = { streams: ['cam-a', 'cam-b'] }

test('twin-ingress in the process runtime', need('ffmpeg', 'chromium', 'firefox', 'prometheus'), (t) =>
  labPlays(t, 'twin-ingress', 'process', WANTED),
)
test('twin-ingress in Docker', need('docker', 'chromium', 'firefox'), (t) =>
  labPlays(t, 'twin-ingress', 'docker', WANTED),
)
