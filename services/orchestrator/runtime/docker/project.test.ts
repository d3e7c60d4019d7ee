import assert from 'node:assert/strict'
import test from 'node:test'
import { cameFrom } from './project.ts'

/** State folder, label of a container, whether it is of that folder. */
const CASES: readonly (readonly [string, string, boolean])[] = [
  ['/home/a/.weir', '/home/a/docker-compose.yml,/home/a/.weir/star/compose.yaml', true],
  ['/home/a/.weir', '/home/a/.weir/star/compose.yaml', true],
  ['/home/a/.weir', '/home/a/docker-compose.yml,/home/a/.weir.2/star/compose.yaml', false],
  ['/home/a/.weir', '/home/b/compose.yaml', false],
  ['/home/a,b/.weir', '/home/a,b/docker-compose.yml,/home/a,b/.weir/star/compose.yaml', true],
  ['/home/a,b/.weir', '/home/a/docker-compose.yml,/home/b/.weir/star/compose.yaml', false],
  ['/home/a', '/home/c/docker-compose.yml,/home/a,b/star/compose.yaml', false],
]

for (const [folder, files, expected] of CASES)
  test(`${files} ${expected ? 'came' : 'did not come'} from ${folder}`, () =>
    assert.equal(cameFrom(files, folder), expected))
