import test from 'node:test'
import { need } from '@weir/test-support'
import { comesUp } from './many-nodes.ts'

test('40 nodes as processes', need('ffmpeg'), comesUp('process', 38))
