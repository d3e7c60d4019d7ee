import assert from 'node:assert/strict'
import test from 'node:test'
import { bearerOf, sameToken, tokenFor } from './token.ts'

test('a bearer token is read and compared whole', () => {
  assert.equal(bearerOf({ headers: { authorization: 'Bearer a b' } }), 'a b')
  assert.equal(bearerOf({ headers: { authorization: 'Basic YTpi' } }), undefined)
  assert.equal(bearerOf({ headers: {} }), undefined)
  assert.equal(sameToken('abc', 'abc'), true)
  for (const given of ['ab', 'abcd', '', undefined]) assert.equal(sameToken(given, 'abc'), false)
})

test('each holder has a token of its own, the same each time', () => {
  assert.equal(tokenFor('secret', 'mid-a'), tokenFor('secret', 'mid-a'))
  assert.notEqual(tokenFor('secret', 'mid-a'), tokenFor('secret', 'mid-b'))
  assert.notEqual(tokenFor('secret', 'mid-a'), tokenFor('other', 'mid-a'))
  assert.ok(tokenFor('secret', 'x').length >= 32)
})
