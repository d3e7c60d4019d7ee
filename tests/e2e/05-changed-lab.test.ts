import test from 'node:test'
import { need } from '@weir/test-support'
import { changedWhileWatched } from './changed-lab.ts'

test('a changed file is applied to processes while people watch', need('ffmpeg'), changedWhileWatched('process'))
