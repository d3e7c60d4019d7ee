import assert from 'node:assert/strict'
import test from 'node:test'
import { TopologyError } from './fault.ts'
import { readSource } from './source.ts'
import { verify } from './verify.ts'

/** Faults as `line path: message`, in the order of the file. */
const faults = (text: string): string[] => {
  const { faults: found } = verify(readSource(text), (trace) => {
    if (trace !== 'lte.csv') throw new Error('no such file, expected a CSV beside the topology file')
  })
  return new TopologyError('t.yaml', found).faults.map((f) => `${f.line} ${f.path}: ${f.message}`)
}

/** One sound topology, whose parts a case replaces. */
const lab = (parts: { streams?: string; nodes?: string; links?: string; rest?: string } = {}): string =>
  [
    'topologies:',
    '  t:',
    `    streams: ${parts.streams ?? '{ cam: { source: test } }'}`,
    `    nodes: ${parts.nodes ?? '{ in1: { kind: ingress, streams: [cam] }, mid1: { kind: intermediate }, edge1: { kind: edge } }'}`,
    `    links: ${parts.links ?? '[[in1, mid1], [mid1, edge1]]'}`,
    parts.rest ?? '',
  ].join('\n')

test('a sound topology has no faults', () => {
  assert.deepEqual(faults(lab()), [])
  assert.deepEqual(
    faults(
      lab({
        links:
          '[[in1, mid1], { from: mid1, to: edge1, impair: { delay: 1.5s, rate: 800kbit, loss: 0.1%, trace: lte.csv } }]',
      }),
    ),
    [],
  )
})

const ADDRESS =
  'an address that begins with one of http://, https://, rtsp://, rtsps://, rtmp://, rtmps://, rtp://, srtp://, udp://, tcp://, tls://, srt://, rist://, mmsh://, mmst://'

const CASES: Readonly<Record<string, { text: string; expected: readonly string[] }>> = {
  'text that is no YAML': {
    text: 'topologies: [',
    expected: ['1 : Flow sequence in block collection must be sufficiently indented and end with a ]'],
  },
  'an empty file': { text: '', expected: ['1 : the file is empty, expected topologies: and at least one below it'] },
  'no topologies': { text: 'topologies: {}', expected: ['1 topologies: no topologies, expected at least one'] },
  'an unknown key, with a suggestion': {
    text: lab({ links: '[[in1, mid1], { from: mid1, to: edge1, impair: { dealy: 20ms } }]' }),
    expected: [
      '5 topologies.t.links[1].impair.dealy: unknown key, expected one of delay, jitter, rate, loss, partition, trace, direction, seed; did you mean "delay"?',
    ],
  },
  'a number where a duration belongs': {
    text: lab({ links: '[[in1, mid1], { from: mid1, to: edge1, impair: { delay: 20 } }]' }),
    expected: ['5 topologies.t.links[1].impair.delay: found 20, expected a duration up to 60s, such as 20ms or 1.5s'],
  },
  'values out of their range': {
    text: lab({ links: '[[in1, mid1], { from: mid1, to: edge1, impair: { delay: 2min, rate: 0mbit, loss: 101% } }]' }),
    expected: [
      '5 topologies.t.links[1].impair.delay: found "2min", expected a duration up to 60s, such as 20ms or 1.5s',
      '5 topologies.t.links[1].impair.rate: found "0mbit", expected a rate above 0 such as 20mbit or 800kbit (bit/s, powers of 1000)',
      '5 topologies.t.links[1].impair.loss: found "101%", expected a percentage up to 100%, such as 0.1%',
    ],
  },
  'a stream that its node would refuse': {
    text: lab({
      streams:
        '{ cam: { source: test, gop: 60s, size: 641x360, videoBitrate: 1bit, audioBitrate: 1mbit, frameRate: 0.5 } }',
    }),
    expected: [
      '3 topologies.t.streams.cam.gop: found "60s", expected a duration from 100ms to 30s, such as 1s or 500ms',
      '3 topologies.t.streams.cam.size: found "641x360", expected a picture size of even numbers from 16x16 to 7680x4320, such as 640x360',
      '3 topologies.t.streams.cam.videoBitrate: found "1bit", expected a rate from 10kbit to 1gbit, such as 1mbit',
      '3 topologies.t.streams.cam.audioBitrate: found "1mbit", expected a rate from 8kbit to 512kbit, such as 64kbit',
      '3 topologies.t.streams.cam.frameRate: found 0.5, expected a number from 1 to 240',
    ],
  },
  'half a byte': {
    text: lab({
      nodes:
        '{ in1: { kind: ingress, streams: [cam], backpressure: { maxBytes: 1.5B } }, mid1: { kind: intermediate }, edge1: { kind: edge } }',
    }),
    expected: [
      '4 topologies.t.nodes.in1.backpressure.maxBytes: found "1.5B", expected a whole number of bytes, such as 1MB',
    ],
  },
  'a trace that is not there': {
    text: lab({ links: '[[in1, mid1], { from: mid1, to: edge1, impair: { trace: lta.csv } }]' }),
    expected: [
      '5 topologies.t.links[1].impair.trace: "lta.csv": no such file, expected a CSV beside the topology file',
    ],
  },
  'an unknown kind, with a suggestion': {
    text: lab({
      nodes: '{ in1: { kind: ingres, streams: [cam] }, mid1: { kind: intermediate }, edge1: { kind: edge } }',
    }),
    expected: [
      '4 topologies.t.nodes.in1.kind: found "ingres", expected one of ingress, intermediate, edge; did you mean "ingress"?',
    ],
  },
  'a node that is nothing, and one that is told twice': {
    text: lab({
      nodes: '{ in1: { kind: ingress, streams: [cam] }, mid1: {}, edge1: { kind: edge, roles: [edge] } }',
    }),
    expected: [
      '4 topologies.t.nodes.mid1: no kind, expected kind: ingress, intermediate or edge (or roles: a list of them)',
      '4 topologies.t.nodes.edge1: both kind and roles are given, expected one of them',
    ],
  },
  'an id that no host could have': {
    text: lab({
      nodes: '{ in1: { kind: ingress, streams: [cam] }, Mid_1: { kind: intermediate }, edge1: { kind: edge } }',
      links: '[[in1, Mid_1], [Mid_1, edge1]]',
    }),
    expected: [
      '4 topologies.t.nodes.Mid_1: found the name "Mid_1", expected a name of up to 32 lower-case letters, digits and hyphens that begins with a letter',
    ],
  },
  'a repeated key': {
    text: lab({
      nodes:
        '{ in1: { kind: ingress, streams: [cam] }, mid1: { kind: intermediate }, mid1: { kind: edge }, edge1: { kind: edge } }',
      links: '[[in1, mid1], [mid1, edge1]]',
    }),
    expected: [
      '4 topologies.t.nodes.mid1: "mid1" is here a second time; the first is on line 4; expected each key once',
    ],
  },
  'a link to nowhere, with a suggestion': {
    text: lab({ links: '[[in1, mid1], [mid1, edge1], { from: mid1, to: egde1 }]' }),
    expected: ['5 topologies.t.links[2].to: found "egde1", expected the id of a node; did you mean "edge1"?'],
  },
  'a link that is none': {
    text: lab({ links: '[[in1, mid1], [mid1, edge1], [in1], 7]' }),
    expected: [
      '5 topologies.t.links[2]: found ["in1"], expected a pair: [parent, child]',
      '5 topologies.t.links[3]: found 7, expected [parent, child] or a map with from and to',
    ],
  },
  'a link twice, and one to itself': {
    text: lab({ links: '[[in1, mid1], [mid1, edge1], { from: in1, to: mid1 }, [mid1, mid1]]' }),
    expected: [
      '5 topologies.t.links[2]: in1 -> mid1 is linked a second time (first as links[0]), expected one link',
      '5 topologies.t.links[3]: mid1 is linked to itself, expected two different nodes',
    ],
  },
  'a cycle': {
    text: lab({
      nodes:
        '{ in1: { kind: ingress, streams: [cam] }, a: { kind: intermediate }, b: { kind: intermediate }, edge1: { kind: edge } }',
      links: '[[in1, a], [a, b], [b, a], [b, edge1]]',
    }),
    expected: ['5 topologies.t.links: cycle a -> b -> a, expected that no node gets its own chunks back'],
  },
  'nothing there': {
    text: lab({ nodes: '{}', links: '[]' }),
    expected: ['4 topologies.t.nodes: no nodes, expected at least an ingress and an edge'],
  },
  'orphans of each kind': {
    text: lab({
      nodes:
        '{ in1: { kind: ingress, streams: [cam] }, mid1: { kind: intermediate }, mid2: { kind: intermediate }, mid3: { kind: intermediate }, edge1: { kind: edge }, edge2: { kind: edge } }',
      links: '[[in1, mid1], [mid2, edge1], [in1, edge1]]',
    }),
    expected: [
      '4 topologies.t.nodes.mid1: mid1 has no child, expected a link from it',
      '4 topologies.t.nodes.mid2: mid2 has no parent, expected a link to it',
      '4 topologies.t.nodes.mid3: mid3 is linked to nothing, expected a parent and a child',
      '4 topologies.t.nodes.edge2: edge2 has no parent, expected a link to it',
    ],
  },
  'an ingress without streams; that its edge so gets none is no second fault': {
    text: lab({
      streams: '{}',
      nodes: '{ in1: { kind: ingress }, mid1: { kind: intermediate }, edge1: { kind: edge } }',
    }),
    expected: ['4 topologies.t.nodes.in1: in1 is an ingress without streams, expected a list of stream names'],
  },
  'two ingresses with one stream, one stream unknown, one that nobody makes': {
    text: lab({
      streams: '{ cam: { source: test }, spare: { source: test } }',
      nodes:
        '{ in1: { kind: ingress, streams: [cam] }, in2: { kind: ingress, streams: [cam, spar] }, edge1: { kind: edge } }',
      links: '[[in1, edge1], [in2, edge1]]',
    }),
    expected: [
      '4 topologies.t.nodes.in2.streams[0]: in2 and in1 both make "cam", expected one maker for each stream',
      '4 topologies.t.nodes.in2.streams[1]: found "spar", expected a key of streams; did you mean "spare"?',
    ],
  },
  'streams on a relay': {
    text: lab({
      nodes:
        '{ in1: { kind: ingress, streams: [cam] }, mid1: { kind: intermediate, streams: [cam] }, edge1: { kind: edge } }',
    }),
    expected: ['4 topologies.t.nodes.mid1.streams: mid1 is no ingress, expected streams on an ingress only'],
  },
  'a source without its input, and one that takes none': {
    text: lab({
      streams: '{ cam: { source: file }, other: { source: test, input: x } }',
      nodes: '{ in1: { kind: ingress, streams: [cam, other] }, mid1: { kind: intermediate }, edge1: { kind: edge } }',
    }),
    expected: [
      '3 topologies.t.streams.cam: source file without input, expected input: the path of the file',
      '3 topologies.t.streams.other.input: source test takes no input, expected input with webcam, file or url only',
    ],
  },
  'addresses that are not to be opened, without the password that is in one': {
    text: lab({
      streams:
        '{ cam: { source: url, input: "file:///etc/passwd" }, b: { source: url, input: "ftp://me:hunter2@h/1" }, c: { source: url, input: "${CAMERA_URL}" } }',
    }),
    expected: [
      `3 topologies.t.streams.cam.input: found "file:///etc/passwd", expected ${ADDRESS}`,
      '3 topologies.t.streams.b: no ingress makes it, expected it in the streams of one',
      `3 topologies.t.streams.b.input: found "ftp://***@h/1", expected ${ADDRESS}`,
      '3 topologies.t.streams.c: no ingress makes it, expected it in the streams of one',
    ],
  },
  'variables that are none, and where there are none': {
    text: lab({
      streams: '{ cam: { source: url, input: "rtsp://${my cam}/1" }, b: { source: file, input: "${VIDEO}" } }',
    }),
    expected: [
      '3 topologies.t.streams.cam.input: found "rtsp://${my cam}/1", expected the name of an environment variable in each ${}, as in ${CAMERA_URL}',
      '3 topologies.t.streams.b: no ingress makes it, expected it in the streams of one',
      '3 topologies.t.streams.b.input: found "${VIDEO}", expected no variable: only source url takes its input from the environment',
    ],
  },
  'addresses that would end elsewhere, and one that is no path': {
    text: lab({
      streams:
        '{ cam: { source: url, input: "rtsp://bob:Pass Blank1@h/x" }, b: { source: url, input: "rtsp://bob:Pass#1@h/x" }, c: { source: file, input: "rtsp://bob:Pass1@h/x" } }',
    }),
    expected: [
      '3 topologies.t.streams.cam.input: found a blank, a quote, < or >, or a # before the host, expected it escaped, as in %20 and %23',
      '3 topologies.t.streams.b: no ingress makes it, expected it in the streams of one',
      '3 topologies.t.streams.b.input: found a blank, a quote, < or >, or a # before the host, expected it escaped, as in %20 and %23',
      '3 topologies.t.streams.c: no ingress makes it, expected it in the streams of one',
      '3 topologies.t.streams.c.input: found an address, expected a path: source url takes addresses',
    ],
  },
  ...Object.fromEntries(
    [
      'rtsp://bob:Pass@With?Sign@h/x',
      'rtsp://bob:Pass@With/Sign@h/x',
      'rtsp://bob:Pass@With?a=b@h/x',
      'rtsp://bob:pa/ss@h/x',
      'rtsp://bob:pa?ss@h/x',
      'rtsp://bob:12/34@10.0.0.5/x',
      'rtsp://bob/ss@10.0.0.5:554/x',
      'rtsp://bob?ss@h/x',
      'rtsp://${USER}:pa/ss@h/x',
    ].map((input) => [
      `an address whose @ may be of its password: ${input}`,
      {
        text: lab({ streams: `{ cam: { source: url, input: "${input}" } }` }),
        expected: [
          '3 topologies.t.streams.cam.input: found an @ behind a /, ? or #, which may all be of the password, expected those escaped that are (%2F, %3F, %23), and else %40 for that @',
        ],
      },
    ]),
  ),
  'nodes as a list': {
    text: lab({ nodes: '[{ id: in1, kind: ingress }, { id: edge1, kind: edge }]' }),
    expected: [
      '4 topologies.t.nodes: found [{"id":"in1","kind":"ingress"},{"id":"edge1","kind":"edge"}], expected a map',
    ],
  },
  'streams as a list': {
    text: lab({ streams: '[cam]' }),
    expected: ['3 topologies.t.streams: found ["cam"], expected a map'],
  },
  'links as a map': {
    text: lab({ links: '{ in1: mid1, mid1: edge1 }' }),
    expected: ['5 topologies.t.links: found {"in1":"mid1","mid1":"edge1"}, expected a list of links'],
  },
  'a node as a word, and one that is empty': {
    text: lab({ nodes: '{ in1: { kind: ingress, streams: [cam] }, mid1: intermediate, edge1: }' }),
    expected: [
      '4 topologies.t.nodes.mid1: found "intermediate", expected a map',
      '4 topologies.t.nodes.edge1: found nothing, expected a map',
    ],
  },
  'a misspelt links': {
    text: lab().replace('links:', 'linsk:'),
    expected: [
      '5 topologies.t.linsk: unknown key, expected one of description, defaults, streams, nodes, links; did you mean "links"?',
    ],
  },
  'a misspelt kind': {
    text: lab({
      nodes: '{ in1: { kind: ingress, streams: [cam] }, mid1: { knid: intermediate }, edge1: { kind: edge } }',
    }),
    expected: [
      '4 topologies.t.nodes.mid1.knid: unknown key, expected one of kind, roles, streams, redundancy, prefer, demand, backpressure, group, viewers; did you mean "kind"?',
    ],
  },
  'a misspelt end of a link, whose node so has no other': {
    text: lab({ links: '[[in1, mid1], [mid1, egde1]]' }),
    expected: ['5 topologies.t.links[1][1]: found "egde1", expected the id of a node; did you mean "edge1"?'],
  },
  'no topologies: around one': {
    text: 'streams: { cam: { source: test } }\nnodes: { in1: { kind: ingress, streams: [cam] }, e: { kind: edge } }\nlinks: [[in1, e]]',
    expected: [
      '1 streams: found streams, nodes, links outside of a topology, expected topologies: and <name>: above them, each indented further',
    ],
  },
  'no topologies: around several': {
    text: 'default: a\na:\n  nodes: {}\nb:\n  nodes: {}',
    expected: ['2 a: no topologies: around it, expected topologies: above it and all of it indented further'],
  },
  'a misspelt topologies': {
    text: lab().replace('topologies:', 'topologys:'),
    expected: ['1 topologys: unknown key, expected topologies; did you mean "topologies"?'],
  },
  'text that is no map': {
    text: 'diamond',
    expected: ['1 : found "diamond", expected topologies: and at least one below it'],
  },
  'a tab': {
    text: 'topologies:\n  t:\n\tstreams: {}\n\tnodes: {}\n\tlinks: []\n',
    expected: ['3 : found a tab before the text, expected spaces'],
  },
  'a tab after spaces': {
    text: 'topologies:\n  t:\n  \tstreams: {}\n  \tnodes: {}\n',
    expected: ['3 : found a tab before the text, expected spaces'],
  },
  "other programs' words": {
    text: lab({
      streams: '{ cam: { source: camera, fps: 25 } }',
      nodes:
        '{ in1: { kind: origin, streams: [cam] }, mid1: { kind: relay }, edge1: { kind: player, redundancy: backup } }',
      links: '[[in1, mid1], { parent: mid1, to: edge1, impair: { latency: 5ms } }]',
    }),
    expected: [
      '3 topologies.t.streams.cam.source: found "camera", expected one of auto, test, webcam, file, url; did you mean "webcam"?',
      '3 topologies.t.streams.cam.fps: unknown key, expected one of source, input, size, frameRate, gop, videoBitrate, audio, audioBitrate, clock; did you mean "frameRate"?',
      '4 topologies.t.nodes.in1.kind: found "origin", expected one of ingress, intermediate, edge; did you mean "ingress"?',
      '4 topologies.t.nodes.mid1.kind: found "relay", expected one of ingress, intermediate, edge; did you mean "intermediate"?',
      '4 topologies.t.nodes.edge1.kind: found "player", expected one of ingress, intermediate, edge; did you mean "edge"?',
      '4 topologies.t.nodes.edge1.redundancy: found "backup", expected one of hot, standby, none; did you mean "standby"?',
      '5 topologies.t.links[1].parent: unknown key, expected one of from, to, impair, emulation; did you mean "from"?',
      '5 topologies.t.links[1].impair.latency: unknown key, expected one of delay, jitter, rate, loss, partition, trace, direction, seed; did you mean "delay"?',
    ],
  },
  'a preference for who is no parent, for one twice, and where all push': {
    text: lab({
      nodes:
        '{ in1: { kind: ingress, streams: [cam] }, mid-a: { kind: intermediate }, mid-b: { kind: intermediate }, edge1: { kind: edge, redundancy: standby, prefer: [mid-c, mid-a, mid-a] }, edge2: { kind: edge, prefer: [mid-a] } }',
      links: '[[in1, mid-a], [in1, mid-b], [mid-a, edge1], [mid-b, edge1], [mid-a, edge2]]',
    }),
    expected: [
      '4 topologies.t.nodes.edge1.prefer[0]: found "mid-c", expected a parent of edge1 (mid-a, mid-b); did you mean "mid-a"?',
      '4 topologies.t.nodes.edge1.prefer[2]: found "mid-a" a second time, expected each parent once',
      '4 topologies.t.nodes.edge2.prefer: all parents of edge2 push, expected prefer with redundancy standby or none',
    ],
  },
  'a last mile of who has no viewers, and one that can not be': {
    text: lab({
      nodes:
        '{ in1: { kind: ingress, streams: [cam] }, mid1: { kind: intermediate, viewers: { lastMile: { delay: 5ms } } }, edge1: { kind: edge, viewers: { lastMile: { rate: fast, trace: lta.csv, dely: 5ms } } } }',
    }),
    expected: [
      '4 topologies.t.nodes.mid1.viewers: mid1 is no edge, expected viewers on an edge only',
      '4 topologies.t.nodes.edge1.viewers.lastMile.rate: found "fast", expected a rate above 0 such as 20mbit or 800kbit (bit/s, powers of 1000)',
      '4 topologies.t.nodes.edge1.viewers.lastMile.trace: "lta.csv": no such file, expected a CSV beside the topology file',
      '4 topologies.t.nodes.edge1.viewers.lastMile.dely: unknown key, expected one of delay, jitter, rate, loss, partition, trace, direction, seed; did you mean "delay"?',
    ],
  },
  'a node called viewers': {
    text: lab({
      nodes: '{ in1: { kind: ingress, streams: [cam] }, mid1: { kind: intermediate }, viewers: { kind: edge } }',
      links: '[[in1, mid1], [mid1, viewers]]',
    }),
    expected: ['4 topologies.t.nodes.viewers: found the name "viewers", expected another: it stands for who watches'],
  },
  'a group that is no name': {
    text: lab({
      nodes:
        '{ in1: { kind: ingress, streams: [cam] }, mid1: { kind: intermediate, group: Region 1 }, edge1: { kind: edge } }',
    }),
    expected: [
      '4 topologies.t.nodes.mid1.group: found "Region 1", expected a name of up to 32 lower-case letters, digits and hyphens that begins with a letter',
    ],
  },
  'a default that is not there': {
    text: `default: tt\n${lab()}`,
    expected: ['1 default: found "tt", expected a topology of this file; did you mean "t"?'],
  },
  'faults of shape and of the graph together, in every topology': {
    text: `${lab({ links: '[[in1, mid1], [mid1, edge1], [edge1, mid1]]' })}\n  u:\n    strems: {}\n    nodes: { e: { kind: edge } }\n`,
    expected: [
      '5 topologies.t.links: cycle mid1 -> edge1 -> mid1, expected that no node gets its own chunks back',
      '8 topologies.u.strems: unknown key, expected one of description, defaults, streams, nodes, links; did you mean "streams"?',
      '9 topologies.u.nodes: no ingress, expected at least one node of that kind',
      '9 topologies.u.nodes.e: e has no parent, expected a link to it',
    ],
  },
}

for (const [name, { text, expected }] of Object.entries(CASES)) {
  test(name, () => assert.deepEqual(faults(text), expected))
}

test('the message as it is printed points at the value', () => {
  const text = lab({ links: '[[in1, mid1], { from: mid1, to: edge1, impair: { delay: 20, dealy: 7 } }]' })
  assert.equal(
    new TopologyError('t.yaml', verify(readSource(text), () => {}).faults).message,
    [
      't.yaml has 2 faults:',
      '  t.yaml:5:68  topologies.t.links[1].impair.delay: found 20, expected a duration up to 60s, such as 20ms or 1.5s',
      '  t.yaml:5:72  topologies.t.links[1].impair.dealy: unknown key, expected one of delay, jitter, rate, loss, partition, trace, direction, seed; did you mean "delay"?',
    ].join('\n'),
  )
})

test('an alias is followed, and its faults are where the value is', () => {
  const text = lab({
    links: '[{ from: in1, to: mid1, impair: &far { delay: 20 } }, { from: mid1, to: edge1, impair: *far }]',
  })
  assert.deepEqual(faults(text), [
    '5 topologies.t.links[0].impair.delay: found 20, expected a duration up to 60s, such as 20ms or 1.5s',
    '5 topologies.t.links[1].impair.delay: found 20, expected a duration up to 60s, such as 20ms or 1.5s',
  ])
})

test('a file of aliases that would fill the memory is refused', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
  for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf'].map((pair) => [...pair])) {
    bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`)
  }
  assert.match(faults(bomb.join('\n')).join('\n'), /alias/i)
})

test('what JavaScript has names of its own for is read or refused, and never lost', () => {
  const named = (name: string) => ({
    [`topologies.${name}`]: lab().replace('  t:', `  ${name}:`),
    [`topologies.t.streams.${name}`]: lab({
      streams: `{ ${name}: { source: test } }`,
      nodes: `{ in1: { kind: ingress, streams: [${name}] }, mid1: { kind: intermediate }, edge1: { kind: edge } }`,
    }),
    [`topologies.t.nodes.${name}`]: lab({
      nodes: `{ in1: { kind: ingress, streams: [cam] }, ${name}: { kind: intermediate }, edge1: { kind: edge } }`,
      links: `[[in1, ${name}], [${name}, edge1]]`,
    }),
  })
  for (const name of ['__proto__', 'toString', 'hasOwnProperty', 'constructor']) {
    const taken = name === 'constructor'
    for (const [path, text] of Object.entries(named(name))) {
      const found = faults(text)
      assert.equal(found.length, taken ? 0 : 1, `${text}\n${found.join('\n')}`)
      if (!taken) assert.match(found[0] as string, new RegExp(`^\\d ${path}: found the name "${name}", expected `))
    }
  }
  // Of the text, not of an object literal, which would make it a prototype.
  assert.deepEqual(faults('{ "topologies": { "__proto__": {} } }'), [
    '1 topologies.__proto__: found the name "__proto__", expected another, which begins with a letter',
  ])
})

test("a node called as one of the lab's own services", () => {
  for (const name of ['orchestrator', 'prometheus', 'grafana'])
    assert.deepEqual(
      faults(
        lab({
          nodes: `{ in1: { kind: ingress, streams: [cam] }, mid1: { kind: intermediate }, ${name}: { kind: edge } }`,
          links: `[[in1, mid1], [mid1, ${name}]]`,
        }),
      ),
      [`4 topologies.t.nodes.${name}: found the name "${name}", expected another: it is one of the lab's own services`],
    )
})
