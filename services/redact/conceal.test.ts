import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { conceal } from './conceal.ts'
import { expandInput } from './environment.ts'
import { redact, redactFor } from './redact.ts'

const named = () => {
  const names = new Map<string, string>()
  return (secret: string) => {
    const name = names.get(secret) ?? `S${names.size + 1}`
    names.set(secret, name)
    return name
  }
}

const CASES: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['rtsp://admin:hunter2@10.0.0.5:554/live', 'rtsp://${S1}@10.0.0.5:554/live', { S1: 'admin:hunter2' }],
  ['rtsp://admin@10.0.0.5/live', 'rtsp://${S1}@10.0.0.5/live', { S1: 'admin' }],
  // Not escaped, as people write it.
  ['rtsp://admin:p@ss@10.0.0.5/live', 'rtsp://${S1}@10.0.0.5/live', { S1: 'admin:p@ss' }],
  [
    'srt://h:9000?mode=caller&passphrase=0123456789&latency=20',
    'srt://h:9000?mode=caller&passphrase=${S1}&latency=20',
    { S1: '0123456789' },
  ],
  ['http://a:b@h/x?usr=a&pwd=b', 'http://${S1}@h/x?usr=${S2}&pwd=${S3}', { S1: 'a:b', S2: 'a', S3: 'b' }],
  ['rtsp://${LOGIN}@h/1', 'rtsp://${LOGIN}@h/1', {}],
  ['rtsp://${USER}:${WORD}@h/1', 'rtsp://${USER}:${WORD}@h/1', {}],
  ['rtsp://${USER}:hunter2@h/1', 'rtsp://${USER}${S1}@h/1', { S1: ':hunter2' }],
  ['${CAMERA_URL}', '${CAMERA_URL}', {}],
  ['rtmp://h/app/AStreamKey', 'rtmp://h/app/${S1}', { S1: 'AStreamKey' }],
  ['rtmp://h:1935/app/${KEY}', 'rtmp://h:1935/app/${KEY}', {}],
  ['rtmp://h/app/cam', 'rtmp://h/app/cam', {}],
  [
    'srt://h:9000?streamid=#!::r=cam,u=me&latency=20',
    'srt://h:9000?streamid=${S1}&latency=20',
    { S1: '#!::r=cam,u=me' },
  ],
  ['https://h/a.m3u8?token=', 'https://h/a.m3u8?token=', {}],
  ['udp://@239.0.0.1:1234', 'udp://@239.0.0.1:1234', {}],
  ['http://127.0.0.1:8081/live.m3u8?quality=7', 'http://127.0.0.1:8081/live.m3u8?quality=7', {}],
]
for (const [input, shown, secrets] of CASES)
  test(`concealed: ${input}`, () => {
    const concealed = conceal(input, named())
    assert.deepEqual(concealed, { input: shown, secrets })
    // What is told of it is what it was.
    if (Object.keys(secrets).length > 0) assert.equal(redact(concealed.input), redact(input))
  })

for (const [input, shown] of [
  ['rtsps://10.0.0.1:7441/AbCdEfGhIjKlMnOp?enableSrtp', 'rtsps://10.0.0.1:7441/${S1}?enableSrtp'],
  ['https://h/live/7f3a0c9e-41d2-4b6e-9a55-0c1d2e3f4a5b/index.m3u8', 'https://h/live/${S1}/index.m3u8'],
  ['http://h/a/0123456789abcdef', 'http://h/a/${S1}'],
  ['http://a-camera-in-the-garden-2/realmonitor/channel1', null],
  ['http://h/a-camera-in-the-garden/index.m3u8', null],
  ['http://h/film-of-the-garden-2026.mp4', null],
] as const)
  test(`a part of a path that looks like a key: ${input}`, () => {
    assert.equal(conceal(input, named()).input, shown ?? input)
  })

test('with its secrets it is what it was, and without them it has none, whatever they are', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9%:@!$*+.-]{4,16}$/)
  // At the first colon it ends.
  const user = fc.stringMatching(/^[A-Za-z0-9%@!$*+.-]{4,16}$/)
  fc.assert(
    fc.property(user, word, word, (user, password, key) => {
      const input = `rtsp://u-${user}:p-${password}@10.0.0.5/live?x=1&token=k-${key}`
      const concealed = conceal(input, named())
      assert.equal(expandInput(concealed.input, concealed.secrets), input)
      for (const secret of [`u-${user}`, `p-${password}`, `k-${key}`])
        assert.equal(concealed.input.includes(secret), false)
      const hidden = redactFor([concealed.input], concealed.secrets)
      for (const text of [input, `ffmpeg says p-${password}`])
        assert.equal(hidden(text).includes(`p-${password}`), false)
    }),
  )
})
