import assert from 'node:assert/strict'
import test from 'node:test'
import { unescapedIn } from './url-protocols.ts'

for (const address of [
  'rtsp://bob:secret@10.0.0.5:554/live',
  // The last @ before the path ends the password, for ffmpeg too.
  'rtsp://admin:p@ss@10.0.0.5/live',
  'rtsp://bob:Pass%40With%3FSign@h/x',
  'rtsp://[::1]:554/x',
  'rtsp://10.0.0.5:554/cam@1',
  'http://h/@handle/live.m3u8',
  'https://cdn.example/a@b.m3u8',
  'http://h:8080/a.m3u8?for=me@home.example',
  'srt://h:9000?streamid=user@cam',
  'udp://@239.0.0.1:1234',
  'rtsp://${LOGIN}@h/1',
  'rtsp://${USER}:${WORD}@${HOST}:${PORT}/1',
  '${CAMERA_URL}',
])
  test(`as it has to be: ${address}`, () => assert.equal(unescapedIn(address), undefined))

for (const address of [
  'rtsp://bob:Pass@With?Sign@h/x',
  'rtsp://bob:Pass@With/Sign@h/x',
  'rtsp://bob:Pass@With#Sign@h/x',
  'rtsp://bob:pa/ss@h/x',
  'rtsp://bob:pa?ss@h/x',
  'rtsp://bob:12/34@10.0.0.5/x',
  'rtsp://bob:12/34@camera.lan:554/x',
  'rtsp://bob?ss@h/x',
  'rtsp://${USER}:pa/ss@h/x',
  'rtsp://bob:pa ss@h/x',
  'rtsp://bob:pa#ss@h/x',
  'rtsp://bob:pa"ss@h/x',
])
  test(`needs an escape, and is not quoted: ${address}`, () => {
    const found = unescapedIn(address) ?? ''
    assert.match(found, /^found .*, expected .*(%20|%2F)/)
    assert.doesNotMatch(found, /bob|Pass@|With|Sign|pa.ss|12\/34/)
  })
