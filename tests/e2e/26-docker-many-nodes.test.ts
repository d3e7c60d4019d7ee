import test from 'node:test'
import { need } from '@weir/test-support'
import { comesUp } from './many-nodes.ts'

test('25 nodes in Docker', need('docker'), comesUp('docker', 23))
