import assert from 'node:assert/strict'
import test from 'node:test'
import { redact, redactFor } from './redact.ts'

const BY_PLACE: readonly (readonly [string, string])[] = [
  ['rtsp://admin:hunter2@10.0.0.5:554/live', 'rtsp://***@10.0.0.5:554/live'],
  ['rtsp://admin@10.0.0.5/live', 'rtsp://***@10.0.0.5/live'],
  ['RTSP://a:b@c and http://d:e@f', 'RTSP://***@c and http://***@f'],
  // Not escaped, as people write it.
  ['rtsp://admin:p@ss@10.0.0.5/live', 'rtsp://***@10.0.0.5/live'],
  ['rtsp://admin:p:a:ss@10.0.0.5/live', 'rtsp://***@10.0.0.5/live'],
  // Cut off by whoever quoted it.
  ['"rtsp://admin:hunt…', '"rtsp://***'],
  ['srt://h:9000?mode=caller&passphrase=0123456789&latency=20', 'srt://h:9000?mode=caller&passphrase=***&latency=20'],
  [
    'https://h/a.m3u8?X-Amz-Signature=abc&x=1&token=t;key=k',
    'https://h/a.m3u8?X-Amz-Signature=***&x=1&token=***;key=***',
  ],
  // Nor what makes them end elsewhere.
  ['rtsp://admin:Pass@With?Sign@10.0.0.5/live', 'rtsp://***@10.0.0.5/live'],
  ['rtsp://admin:Pass#With?Sign@10.0.0.5/live', 'rtsp://***@10.0.0.5/live'],
  ['rtsp://admin:pa/ss/w@rd@10.0.0.5/live', 'rtsp://***@10.0.0.5/live'],
  ['rtmp://10.0.0.5/app/a-key?x=1', 'rtmp://10.0.0.5/app/***?x=1'],
  ['rtmps://live.example:443/app/inst/k', 'rtmps://live.example:443/app/***'],
  ['srt://h:9000?streamid=live/key&latency=20', 'srt://h:9000?streamid=***&latency=20'],
  ['srt://h:9000?streamid=#!::r=cam,u=me,m=request', 'srt://h:9000?streamid=***'],
  ['https://h/a.m3u8?hdnts=exp=1~hmac=abc&jwt=ey.x', 'https://h/a.m3u8?hdnts=***&jwt=***'],
  ['http://cam/cgi?usr=admin&pwd=123', 'http://cam/cgi?usr=***&pwd=***'],
  ['Authorization: Basic YWRtaW46aHVudGVyMg==', 'Authorization: Basic ***'],
]
for (const [text, shown] of BY_PLACE) test(`by its place: ${text}`, () => assert.equal(redact(text), shown))

const LEFT = [
  'http://127.0.0.1:8081/mse/cam?tracks=video',
  'ws://[::1]:9100/push',
  'http://edge1:8080/api/state',
  'http://127.0.0.1:8080/#token=abc',
  'in1:mid-a: 50ms, user 3 of 4, key frames every 1 s',
  'udp://@239.0.0.1:1234',
  'listening on 127.0.0.1:9100, mail a@b.example',
  'the page https://lab.example:8443/x',
  'http://127.0.0.1:8081/watch/front-door-camera-01',
  'rtmp://10.0.0.5:1935/app',
]
for (const text of LEFT) test(`left alone: ${text}`, () => assert.equal(redact(text), text))

const SECRET = 'rtsp://op%40:hun%22ter2@10.0.0.5/keyInThePath/1?stream=longsecretvalue'
const hidden = redactFor([`\${CAMERA_URL}`], { CAMERA_URL: SECRET })

test('what came from the environment is hidden wherever it stands, whole and in parts', () => {
  assert.equal(hidden(`url "${SECRET}" gives nothing`), 'url "${CAMERA_URL}" gives nothing')
  for (const part of ['hun%22ter2', 'hun"ter2', 'op@:hun"ter2', 'keyInThePath', 'longsecretvalue']) {
    assert.equal(hidden(`ffmpeg says ${part}, twice: ${part}`), 'ffmpeg says ***, twice: ***', part)
  }
  const basic = Buffer.from('op@:hun"ter2').toString('base64')
  assert.doesNotMatch(hidden(`header ${basic}`), new RegExp(basic))
  assert.equal(hidden('tcp://10.0.0.5:554 refused'), 'tcp://10.0.0.5:554 refused')
})

test('so are the parts of an address that is written out', () => {
  const known = redactFor(['srt://h:9000?passphrase=0123456789&mode=caller'], {})
  assert.equal(known('wrong passphrase 0123456789 for caller'), 'wrong passphrase *** for caller')
  const parts = redactFor(['rtsp://${USER_OF}:${WORD_OF}@h/1'], { USER_OF: 'operator', WORD_OF: 'hunter2' })
  assert.equal(parts('operator hunter2 rtsp://operator:hunter2@h/1'), '${USER_OF} ${WORD_OF} rtsp://***@h/1')
})

test('short parts and variables that are not set hide nothing', () => {
  assert.equal(redactFor(['${NOT_SET}', 'rtsp://a:b@c/d'], {})('a b c d undefined'), 'a b c d undefined')
})

test('JSON stays JSON, whatever a secret looks like', () => {
  const known = redactFor(['${WORD}'], { WORD: 'true' })
  assert.equal(known.json({ true: true, text: 'it is true' }), '{"true":true,"text":"it is ${WORD}"}')
  assert.equal(hidden.line(`${JSON.stringify({ level: 40, msg: 'op@:hun"ter2' })}\n`), '{"level":40,"msg":"***"}\n')
  assert.equal(hidden.line('{ no JSON: keyInThePath'), '{ no JSON: ***')
})
