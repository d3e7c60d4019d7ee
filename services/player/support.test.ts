import assert from 'node:assert/strict'
import test from 'node:test'
import { whyNot } from './support.ts'

/** What a browser has there; without VideoDecoder, as every page that is no secure context. */
const page = (origin: string, isSecureContext: boolean) =>
  Object.assign(globalThis, { location: { origin }, isSecureContext })

test('WebCodecs from the network without TLS says that it wants https', () => {
  page('http://192.0.2.1:8081', false)
  assert.match(whyNot('webcodecs', []) ?? '', /only on pages that came by https.*http:\/\/192\.0\.2\.1:8081 is neither/)
})

test('a browser that has none at all says so', () => {
  page('https://lab.example', true)
  assert.match(whyNot('webcodecs', []) ?? '', /This browser has no WebCodecs/)
})
