import assert from 'node:assert/strict'
import test from 'node:test'
import { type Place, reach } from './reach.ts'

const at = (port: number, publicUrl?: string): Place => ({ url: `http://127.0.0.1:${port}`, port, publicUrl })
const FOLDERS = [at(8081, 'https://lab.example/weir/edge1/'), at(8082, 'https://lab.example/weir/edge2/')] as const
const NAMES = [at(8081, 'https://edge1.example/'), at(8082, 'https://edge2.example/')] as const
const PLAIN = [at(8081), at(8082)] as const
const FIXED = [{ url: 'http://127.0.0.1:8081' }, { url: 'http://127.0.0.1:8082' }] as const

const CASES: readonly (readonly [string, string, readonly [Place, Place], string])[] = [
  ['on this machine', 'http://127.0.0.1:8081/', PLAIN, 'http://127.0.0.1:8082/'],
  ['by another name of this machine', 'http://localhost:8081/', PLAIN, 'http://localhost:8082/'],
  ['from the network', 'http://192.168.1.5:8081/', PLAIN, 'http://192.168.1.5:8082/'],
  ['from the network, IPv6', 'http://[2001:db8::5]:8081/', PLAIN, 'http://[2001:db8::5]:8082/'],
  ['TLS in front of each port', 'https://lab.example:8081/', PLAIN, 'https://lab.example:8082/'],
  ['through a proxy that has folders', 'https://lab.example/weir/edge1/', FOLDERS, 'https://lab.example/weir/edge2/'],
  ['the same by another name', 'http://10.0.0.9/weir/edge1/', FOLDERS, 'http://10.0.0.9/weir/edge2/'],
  ['through another proxy than was said', 'http://other.example/x/', FOLDERS, 'https://lab.example/weir/edge2/'],
  ['past the proxy', 'http://192.168.1.5:8081/', FOLDERS, 'http://192.168.1.5:8082/'],
  ['through a proxy that has names', 'https://edge1.example/', NAMES, 'https://edge2.example/'],
  ['addresses that are given and nothing else', 'http://localhost:8081/', FIXED, 'http://127.0.0.1:8082/'],
]
for (const [name, here, [own, other], expected] of CASES)
  test(name, () => assert.equal(reach(new URL(here), own, other).href, expected))

test('a server on the usual port of its scheme is known for that', () => {
  const [own, other] = [at(80, 'https://a.example/'), at(8082, 'https://b.example/')]
  assert.equal(reach(new URL('http://lab.example/'), own, other).href, 'http://lab.example:8082/')
})
