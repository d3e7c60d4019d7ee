import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { labPorts } from './lab-ports.ts'

const RANGE = '/proc/sys/net/ipv4/ip_local_port_range'

test("a lab's ports are none that the system gives to a client meanwhile, and other processes look elsewhere", {
  skip: !existsSync(RANGE) && 'only Linux says which those are',
}, async (t) => {
  const [first = 0] = readFileSync(RANGE, 'utf8').trim().split(/\s+/).map(Number)
  const blocks = new Set<number>()
  const pid = process.pid
  t.after(() => Object.defineProperty(process, 'pid', { value: pid }))
  for (let other = 0; other < 50; other++) {
    Object.defineProperty(process, 'pid', { value: pid + other, configurable: true })
    const ports = await labPorts(4)
    // A lab of a dozen edges counts on from there.
    assert.ok(
      ports.every((port) => port + 12 < first && port >= 20_000),
      `${ports} of ${first}`,
    )
    blocks.add(Math.floor(((ports[0] ?? 0) - 20_000) / 240))
  }
  assert.equal(blocks.size, 50)
})

test('the next lab of a process has none of the ports of the last ones, nor of those that they counted on to', async () => {
  const firsts: number[] = []
  for (let lab = 0; lab < 12; lab++) firsts.push((await labPorts(3))[0] ?? 0)
  firsts.sort((one, other) => one - other)
  assert.ok(
    firsts.slice(1).every((port, index) => port - (firsts[index] as number) >= 20),
    `${firsts}`,
  )
})
