// Tokens: shown as `Authorization: Bearer`, compared without telling anything, and one made of another.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export const bearerOf = ({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined =>
  /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]

/** Compares digests, so that neither the time taken nor the length tells anything about the token. */
export const sameToken = (given: string | undefined, token: string): boolean => {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return given !== undefined && timingSafeEqual(digest(given), digest(token))
}

/** A token for one holder, from which neither `secret` nor another's token can be told. */
export const tokenFor = (secret: string, holder: string): string =>
  createHmac('sha256', secret).update(holder).digest('base64url')
