import { expandInput } from '@weir/redact'
import { URL_PROTOCOLS, unescapedIn, urlExpected } from '@weir/relay/config'
import { SourceError } from './plan.ts'

/**
 * The address that an input stands for, with what it takes from the environment. Throws SourceError when that is not
 * there, or the address is none that may be opened.
 */
export const addressOf = (input: string | undefined, env: NodeJS.ProcessEnv = process.env): string => {
  if (!input) throw new SourceError('source "url" needs an input: the address')
  let address: string
  try {
    address = expandInput(input, env)
  } catch (error) {
    throw new SourceError((error as Error).message)
  }
  const expected = urlExpected(address)
  if (expected) throw new SourceError(`input ${JSON.stringify(input)} is no address to open, expected ${expected}`)
  const unescaped = unescapedIn(address)
  if (unescaped) throw new SourceError(`input ${JSON.stringify(input)}: ${unescaped}`)
  return address
}

/** For ffmpeg, which follows redirects and playlists to wherever they lead. */
export const ONLY_FROM_ELSEWHERE = ['-protocol_whitelist', [...URL_PROTOCOLS, 'httpproxy', 'crypto', 'data'].join(',')]
