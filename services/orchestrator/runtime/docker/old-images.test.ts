import assert from 'node:assert/strict'
import test from 'node:test'
import { oldImages } from './old-images.ts'

const tier = (tag: string) => ({ repository: 'weir-tier', tag, id: `sha256:${tag}` })
const unnamed = (id: string) => ({ repository: '<none>', tag: '<none>', id })

for (const [what, listed, removed] of [
  ['none of few', [tier('c'), tier('b')], []],
  ['the oldest of many', [tier('d'), tier('c'), tier('b'), tier('a')], ['weir-tier:b', 'weir-tier:a']],
  ['each repository for itself', [tier('d'), { ...tier('d'), repository: 'weir-ingress' }, tier('c')], []],
  ['those without a name by their id', [unnamed('3'), unnamed('2'), unnamed('1')], ['1']],
  ['never the one that is wanted, however old', [tier('c'), tier('b'), tier('now'), tier('a')], ['weir-tier:a']],
  ['the tag that all sources once had', [tier('c'), tier('b'), tier('local')], ['weir-tier:local']],
] as const)
  test(`of old images ${what}`, () => assert.deepEqual(oldImages(listed, ['weir-tier:now'], 2), removed))
