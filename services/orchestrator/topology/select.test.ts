import assert from 'node:assert/strict'
import test from 'node:test'
import { selectLinks, selectNodes } from './select.ts'

const NODES = [
  { id: 'in1' },
  { id: 'mid-a', group: 'reg-a' },
  { id: 'mid-b', group: 'reg-b' },
  { id: 'edge-a1', group: 'reg-a' },
  { id: 'edge-a2', group: 'reg-a' },
  { id: 'edge-b1', group: 'reg-b' },
]
const LINKS = [
  { from: 'in1', to: 'mid-a' },
  { from: 'in1', to: 'mid-b' },
  { from: 'mid-a', to: 'edge-a1' },
  { from: 'mid-a', to: 'edge-a2' },
  { from: 'mid-b', to: 'edge-b1' },
]

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'mid-a': ['mid-a'],
  'group:reg-a': ['mid-a', 'edge-a1', 'edge-a2'],
  'edge-a*': ['edge-a1', 'edge-a2'],
  '*': NODES.map(({ id }) => id),
  '*-b*': ['mid-b', 'edge-b1'],
  'edge-b1 mid-b edge-b*': ['mid-b', 'edge-b1'],
}
for (const [wanted, ids] of Object.entries(CHOICES))
  test(`nodes: ${wanted}`, () => assert.deepEqual(selectNodes(wanted.split(' '), NODES), ids))

const NO_NODES: Readonly<Record<string, string>> = {
  'mid-aa':
    'no node "mid-aa", expected one of in1, mid-a, mid-b, edge-a1, edge-a2, edge-b1, group:reg-a, group:reg-b; did you mean "mid-a"?',
  'group:reg-c': 'no group "group:reg-c", expected one of group:reg-a, group:reg-b; did you mean "group:reg-a"?',
}
for (const [wanted, message] of Object.entries(NO_NODES))
  test(`no nodes: ${wanted}`, () => assert.throws(() => selectNodes([wanted], NODES), { message }))

test('all that fits nothing is named at once, and a dot or a bracket stands for itself', () => {
  assert.throws(() => selectNodes(['mid.a', 'mid-b', '[m]*'], NODES), /no node "mid\.a".*\nno node "\[m\]\*"/s)
  assert.throws(() => selectNodes(['group:x'], [{ id: 'in1' }]), {
    message: 'no group "group:x": no node of this topology has a group',
  })
})

const LINK_CHOICES: Readonly<Record<string, readonly string[]>> = {
  'in1:mid-a': ['in1:mid-a'],
  'in1->mid-a': ['in1:mid-a'],
  'in1 -> mid-a': ['in1:mid-a'],
  'in1 → mid-a': ['in1:mid-a'],
  'mid-*:edge-a*': ['mid-a:edge-a1', 'mid-a:edge-a2'],
  'in1:group:reg-a': ['in1:mid-a'],
  'group:reg-b:*': ['mid-b:edge-b1'],
}
for (const [wanted, links] of Object.entries(LINK_CHOICES))
  test(`links: ${wanted}`, () =>
    assert.deepEqual(
      selectLinks(wanted, LINKS, NODES).map(({ from, to }) => `${from}:${to}`),
      links,
    ))

const NO_LINKS: Readonly<Record<string, string>> = {
  'in1:mid-c':
    'no link "in1:mid-c", expected one of in1:mid-a, in1:mid-b, mid-a:edge-a1, mid-a:edge-a2, mid-b:edge-b1; did you mean "in1:mid-a"?',
  'in1-':
    'no link "in1-": the shell took what follows the > for a file, which it has written; expected in1:mid-a or in1:mid-b',
  'x-': 'no link "x-": the shell took what follows the > for a file, which it has written; expected <parent>:<child>',
}
for (const [wanted, message] of Object.entries(NO_LINKS))
  test(`no links: ${wanted}`, () => assert.throws(() => selectLinks(wanted, LINKS, NODES), { message }))
