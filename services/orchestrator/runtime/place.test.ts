import assert from 'node:assert/strict'
import test from 'node:test'
import { placeOf, publicDoors } from './place.ts'

const ports = { console: 8080, edges: { edge1: 8081, edge2: 8082 }, nodes: 9100, prometheus: 9090, grafana: 3000 }

test('a server is known by its port, and by where a proxy has it', () => {
  const url = 'http://127.0.0.1:8081'
  assert.deepEqual(placeOf(url, 'edge1', null), { url, port: 8081 })
  assert.deepEqual(placeOf(url, 'edge1', 'https://lab.example/weir'), {
    url,
    port: 8081,
    publicUrl: 'https://lab.example/weir/edge1/',
  })
})

for (const [publicUrl, hosts, own, origins] of [
  [null, [], [], []],
  ['https://lab.example/weir/', ['lab.example'], ['https://lab.example'], ['https://lab.example']],
  [
    'http://lab.example:{port}',
    ['lab.example'],
    ['http://lab.example:8080'],
    ['http://lab.example:8081', 'http://lab.example:8082'],
  ],
  [
    'https://{node}.example',
    ['console.example', 'edge1.example', 'edge2.example'],
    ['https://console.example'],
    ['https://edge1.example', 'https://edge2.example'],
  ],
] as const)
  test(`doors of ${publicUrl}`, () => assert.deepEqual(publicDoors({ publicUrl, ports }), { hosts, own, origins }))
