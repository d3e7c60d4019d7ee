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

test('those that hold a lab to no stall come first, each alone, then precise ones; then media beside what is light; then Docker beside the host', () => {
  const files = [
    'tests/e2e/20-docker-diamond.test.ts',
    'tests/e2e/24-docker-leftovers.test.ts',
    'tests/e2e/01-diamond-plays.test.ts',
    'tests/e2e/28-docker-hostile-viewer.test.ts',
    'services/wire/frame.test.ts',
    'services/link/tests/accuracy.test.ts',
    'services/ingress/supervise.test.ts',
    'services/relay/tests/bounds.test.ts',
    'services/solo/play-firefox.test.ts',
    'services/solo/play-slow.test.ts',
  ]
  assert.deepEqual(schedule(files), [
    [
      [
        { jobs: 1, files: ['tests/e2e/28-docker-hostile-viewer.test.ts'] },
        { jobs: 1, files: ['services/solo/play-slow.test.ts'] },
        { jobs: 2, files: ['services/link/tests/accuracy.test.ts'] },
      ],
    ],
    [
      [{ jobs: 2, files: ['services/ingress/supervise.test.ts'] }],
      [{ jobs: 3, files: ['services/relay/tests/bounds.test.ts', 'services/wire/frame.test.ts'] }],
    ],
    [
      [{ jobs: 1, files: ['tests/e2e/20-docker-diamond.test.ts', 'tests/e2e/24-docker-leftovers.test.ts'] }],
      [{ jobs: 2, files: ['services/solo/play-firefox.test.ts', 'tests/e2e/01-diamond-plays.test.ts'] }],
    ],
  ])
})
