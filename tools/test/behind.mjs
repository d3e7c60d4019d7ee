// Loaded into each test's process before the test: one that may wait has a lower priority, and so has what it starts. Others
// beside it hold times to some ten milliseconds.
import { setPriority } from 'node:os'
import { relative } from 'node:path'
import { root } from '../source-files.mjs'
import { goesBehind } from './schedule.mjs'

/** A tenth of the weight of others: what has it goes on, whatever they do. */
const NICENESS = 10

const [, main = ''] = process.argv
const file = relative(root, main).replace(/^dist\/(.*)\.js$/, '$1.ts')
if (file.endsWith('.test.ts') && goesBehind(file)) setPriority(NICENESS)
