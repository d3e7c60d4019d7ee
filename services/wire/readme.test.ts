import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { crc32 } from './checksum.ts'
import { BYE_CODES, CLOSE_CODES, MAX_REASON_CHARACTERS } from './control/bye.ts'
import { decodeControl, encodeControl } from './control/index.ts'
import { decodeFrame, encodeFrame, type Frame } from './frame.ts'
import { hopsOf } from './hop.ts'
import * as limits from './limits.ts'

// Tests run from the root of the checkout.
const readme = readFileSync('services/wire/README.md', 'utf8')
const block = (language: string): string[] => {
  const found = readme.match(new RegExp(`\`\`\`${language}\n([^\`]*)\`\`\``))
  assert.ok(found?.[1], `README has a block of ${language}`)
  return found[1].trim().split('\n')
}

const payload = new TextEncoder().encode('123456789')
const EPOCH = 1_700_000_000_000_000
const example: Frame = {
  type: 'chunk',
  keyframe: true,
  discontinuity: false,
  end: false,
  replay: true,
  trackId: 3,
  epoch: EPOCH,
  group: 2,
  sequence: 60,
  durationMicros: 33_333,
  checksum: crc32(payload),
  decodeTimeMicros: 2_000_000,
  captureTimeMicros: EPOCH + 33_138,
  trail: [
    { nodeIndex: 1, receiveMicros: EPOCH + 35_000, sendMicros: EPOCH + 35_100, offsetMicros: 0, errorMicros: 0 },
    { nodeIndex: 2, receiveMicros: EPOCH + 39_400, sendMicros: EPOCH + 39_444, offsetMicros: -4000, errorMicros: 50 },
  ],
  payload,
}

test('the example frame is what the encoder writes, byte for byte, and what the decoder reads', () => {
  const lines = block('hex').map((line) => line.slice(0, 23).trim().replaceAll(' ', ''))
  const hex = lines.join('')
  assert.equal(Buffer.from(encodeFrame(example)).toString('hex'), hex)
  assert.deepEqual(decodeFrame(Uint8Array.from(Buffer.from(hex, 'hex'))), example)
})

test('the example’s hop is what the page says', () => {
  assert.deepEqual(hopsOf(example.trail), [{ fromIndex: 1, toIndex: 2, pushMicros: 300, errorMicros: 50 }])
  assert.match(readme, /The push took 300 µs: 1,700,000,000,039,400 \+ \(−4,000\) − 1,700,000,000,035,100, ± 50\./)
})

test('the example messages decode, and encode to the same text', () => {
  const types = block('json').map((line) => {
    assert.equal(encodeControl(decodeControl(line)), line)
    return decodeControl(line).type
  })
  assert.deepEqual(new Set(types), new Set(['hello', 'catalog', 'subscribe', 'clock', 'bye']))
})

test('limits and codes on the page are those of the code', () => {
  for (const limit of [
    limits.MAX_CHILD_MESSAGE_BYTES.toLocaleString('en'),
    limits.MAX_PARENT_MESSAGE_BYTES.toLocaleString('en'),
    `1 to ${limits.MAX_NAME_CHARACTERS} UTF-16`,
    `| tracks in one \`subscribe\` | ${limits.MAX_SUBSCRIPTIONS} |`,
    `| of those, tracks that the parent does not list | ${limits.MAX_AWAITED_TRACKS} |`,
    `| of those, from all children of a node, and from one address | ${limits.MAX_AWAITED_OF_NODE.toLocaleString('en')} and ${limits.MAX_AWAITED_OF_ADDRESS}; beyond, \`busy\` |`,
    `| an epoch ahead of the receiver's clock | ${limits.MAX_EPOCH_AHEAD_MICROS / 3_600_000_000} h |`,
    `at most ${limits.MAX_CATALOG_STREAMS} of the following`,
    `at most ${limits.MAX_CATALOG_NODES} of `,
    `| nodes in a trail | ${limits.MAX_HOPS} |`,
    `at most ${MAX_REASON_CHARACTERS} code units`,
    limits.SUBPROTOCOL,
  ]) {
    assert.ok(readme.includes(limit), limit)
  }
  for (const code of BYE_CODES) assert.match(readme, new RegExp(`\`"${code}"\`: [^\\n]* \\| ${CLOSE_CODES[code]} \\|`))
})
