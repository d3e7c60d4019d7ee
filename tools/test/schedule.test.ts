import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import test from 'node:test'
import { NAMED, schedule } from './schedule.mjs'

test('every file that the schedule names is there', () => {
  assert.deepEqual(
    NAMED.filter((file) => !existsSync(file)),
    [],
  )
})

test('those that hold a lab to no stall come first, then precise ones, each alone; Docker tests one after the other beside those on the host', () => {
  const files = [
    'tests/e2e/20-docker-diamond.test.ts',
    'tests/e2e/01-diamond-plays.test.ts',
    'tests/e2e/28-docker-hostile-viewer.test.ts',
    'services/wire/frame.test.ts',
    'services/link/accuracy.test.ts',
    'services/ingress/supervise.test.ts',
    'services/solo/play-firefox.test.ts',
  ]
  assert.deepEqual(schedule(files), [
    [{ jobs: 1, files: ['tests/e2e/28-docker-hostile-viewer.test.ts'] }],
    [{ jobs: 2, files: ['services/link/accuracy.test.ts'] }],
    [{ jobs: 4, files: ['services/ingress/supervise.test.ts', 'services/wire/frame.test.ts'] }],
    [
      { jobs: 1, files: ['tests/e2e/20-docker-diamond.test.ts'] },
      { jobs: 2, files: ['services/solo/play-firefox.test.ts', 'tests/e2e/01-diamond-plays.test.ts'] },
    ],
  ])
})
