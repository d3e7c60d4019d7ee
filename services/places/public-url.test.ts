import assert from 'node:assert/strict'
import test from 'node:test'
import { isPublicUrl, publicUrlOf } from './public-url.ts'

for (const [text, expected] of [
  ['https://lab.example', 'https://lab.example/edge1/'],
  ['https://lab.example/weir/', 'https://lab.example/weir/edge1/'],
  ['https://{node}.lab.example', 'https://edge1.lab.example/'],
  ['https://lab.example:{port}', 'https://lab.example:8081/'],
  ['https://lab.example/{node}/{port}/', 'https://lab.example/edge1/8081/'],
] as const)
  test(text, () => {
    assert.ok(isPublicUrl(text))
    assert.equal(publicUrlOf(text, 'edge1', 8081), expected)
  })

for (const text of [
  'lab.example',
  'ftp://lab.example/',
  'https://user:pass@lab.example/',
  'https://lab.example/?x={node}',
  'https://lab.example/#{node}',
  'https://lab.example/{edge}/',
  'https://lab .example/',
  '/weir/',
])
  test(`${text} is none`, () => assert.ok(!isPublicUrl(text)))
