import test from 'node:test'
import { need } from '@weir/test-support'
import { changedWhileWatched } from './changed-lab.ts'

test('a changed file is applied to containers while people watch', need('docker'), changedWhileWatched('docker'))
