// Where in a URL secrets stand.

/** `scheme://user:password@host`; the last @ before the path, since passwords are often not escaped. */
export const USER_INFO = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/"'<>]+@/gi
/**
 * Parameters that carry a secret by their name: SRT's passphrase and streamid, a camera's password, a signed link's signature,
 * a CDN's token (hdnts, hdnea).
 */
export const PARAMETER =
  /([?&;](?:[\w.-]*(?:pass|pwd|secret|token|auth|sign|credential|session|ticket|cookie|jwt|hmac|api[_-]?key|access[_-]?key|stream[_-]?key)[\w.-]*|hdn[a-z]{2,3}|hash|policy|otp|pin|key|sig|user|usr|username|login)=)[^\s&;#"'<>]*/gi
/** With SRT's form of it, `#!::r=cam,u=me`, which people write as it is. */
export const STREAM_ID = /([?&]stream_?id=)[^\s&"'<>]*/gi
/** Behind an RTMP application's name stands the key, with which whoever has it publishes or plays. */
export const RTMP_KEY = /\b(rtmp[a-z]*:\/\/[^\s/"'<>]+\/[^\s/?"'<>]+\/)[^\s?"'<>]+/gi
/** A part of a path; what stands before it is no scheme. */
export const PATH_PART = /(?<=[^/]\/)[^\s/?#"'<>]+/g

const LEAST_KEY_CHARACTERS = 16

/** Whether a part of a path is one that nobody has made up for people to read: long, and of two kinds out of A, a and 1. */
export const isKey = (part: string): boolean =>
  part.length >= LEAST_KEY_CHARACTERS &&
  /^[\w~=-]+$/.test(part) &&
  [/[A-Z]/, /[a-z]/, /\d/].filter((kind) => kind.test(part)).length >= 2
