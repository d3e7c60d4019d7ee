// `make up TOPOLOGY=diamond`, watch it in both browsers, lose one of its two paths, `make down`.
import test from 'node:test'
import { need } from '@weir/test-support'
import { labPlays } from './plays.ts'

const WANTED = { streams: ['cam'], kill: 'mid-b' }

test('diamond in the process runtime', need('ffmpeg', 'chromium', 'firefox', 'prometheus'), (t) =>
  labPlays(t, 'diamond', 'process', WANTED),
)
test('diamond in Docker', need('docker', 'chromium', 'firefox'), (t) => labPlays(t, 'diamond', 'docker', WANTED))
