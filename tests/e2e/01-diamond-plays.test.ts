// `make up TOPOLOGY=diamond RUNTIME=process`, watch it in both browsers, lose one of its two paths, `make down`.
import test from 'node:test'
import { need } from '@weir/test-support'
import { labPlays } from './plays.ts'

test('diamond in the process runtime', { ...need('ffmpeg', 'prometheus'), concurrency: true }, (t) =>
  labPlays(t, 'diamond', 'process', { streams: ['cam'], kill: 'mid-b' }),
)
