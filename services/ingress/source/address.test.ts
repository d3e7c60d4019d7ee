import assert from 'node:assert/strict'
import test from 'node:test'
import { addressOf, ONLY_FROM_ELSEWHERE } from './address.ts'
import { SourceError } from './plan.ts'

test('an address is as written, with what the environment has', () => {
  assert.equal(addressOf('rtsp://cam/1', {}), 'rtsp://cam/1')
  assert.equal(addressOf('${CAMERA_URL}', { CAMERA_URL: 'RTSPS://u:p@cam/1' }), 'RTSPS://u:p@cam/1')
})

for (const input of [
  'file:///etc/passwd',
  '/etc/passwd',
  'concat:a|b',
  'subfile,,start,0,end,9,,:/etc/passwd',
  'async:rtsp://cam/1',
  'unix:///run/x',
  'gopher://cam/1',
  'data:video/mp4;base64,AAAA',
  'lavfi://testsrc',
  'rtsp:/cam/1',
]) {
  test(`no address to open: ${input}`, () => {
    assert.throws(
      () => addressOf(input, {}),
      (error) => error instanceof SourceError && /expected an address/.test(error.message),
    )
    // Nor does the message tell what the environment has.
    assert.throws(() => addressOf('${X}', { X: input }), {
      name: 'SourceError',
      message:
        /^input "\$\{X\}" is no address to open, expected an address that begins with one of http:\/\/, https:\/\//,
    })
  })
}

test('a variable that is not set is named, and will not come by waiting', () => {
  assert.throws(() => addressOf('${CAMERA_URL}', {}), {
    name: 'SourceError',
    message: 'input "${CAMERA_URL}" takes CAMERA_URL from the environment, where it is not set',
  })
})

test('ffmpeg may not go on to a file from there', () => {
  assert.equal(ONLY_FROM_ELSEWHERE[0], '-protocol_whitelist')
  assert.doesNotMatch(ONLY_FROM_ELSEWHERE[1] ?? '', /\b(file|pipe|concat|subfile|unix|fd)\b/)
})
