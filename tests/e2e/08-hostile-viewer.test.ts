// A viewer tries everything that the protocol lets it say, while others watch the diamond.
import test from 'node:test'
import { need } from '@weir/test-support'
import { watchedUnderAttack } from './hostile-watched.ts'

test('a hostile viewer costs those who watch nothing', need('ffmpeg', 'chromium'), (t) =>
  watchedUnderAttack(t, 'process'),
)
