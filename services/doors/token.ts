// Tokens: shown as `Authorization: Bearer`, compared without telling anything, and one made of another.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export const bearerOf = ({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined =>
  /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]

/** Compares digests, so that neither the time taken nor the length tells anything about the token. */
export const sameToken = (given: string | undefined, token: string): boolean =>
  given !== undefined && timingSafeEqual(digestOf(given), digestOf(token))

/** The same for who is to know a token when it sees it, and can't show it: `digest` is its SHA-256, in hexadecimal. */
export const sameDigest = (given: string | undefined, digest: string): boolean =>
  given !== undefined && timingSafeEqual(digestOf(given), Buffer.from(digest, 'hex'))

export const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()

/** A token for one holder, from which neither `secret` nor another's token can be told. */
export const tokenFor = (secret: string, holder: string): string =>
  createHmac('sha256', secret).update(holder).digest('base64url')
