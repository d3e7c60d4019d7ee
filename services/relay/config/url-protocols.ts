/** What an address of source `url` may begin with: what brings media from elsewhere, and nothing that reads this machine. */
export const URL_PROTOCOLS = [
  ...['http', 'https', 'rtsp', 'rtsps', 'rtmp', 'rtmps', 'rtp', 'srtp'],
  ...['udp', 'tcp', 'tls', 'srt', 'rist', 'mmsh', 'mmst'],
]

const ANYWHERE = /[\s"'<>]/
const HASH_BEFORE_HOST = /^[^/]*:\/\/[^/]*#[^/]*@/
/** `camera.lan/`, `10.0.0.5:554`, `[::1]/`: what is behind an @ is rather a host than the rest of a path. */
const LIKE_A_HOST = /^(?:[\w-]+(?:\.[\w-]+)+|localhost|\[[\da-f:.]+\])(?::\d+)?(?:[/?#]|$)/i

/** Whether an @ behind the first /, ? or # may be what ends user and password, so that the host would be a piece of these. */
const hidesHost = (address: string): boolean => {
  // What stands for a variable is looked at where that is known.
  const [, authority = '', mark = '', rest = ''] =
    /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)([/?#]?)(.*)$/is.exec(address.replace(/\$\{\w+\}/g, '0')) ?? []
  const at = rest.lastIndexOf('@')
  if (at < 0) return false
  // `user:Pass@With?Sign@host`: the first @ would be taken.
  if (authority.includes('@')) return true
  // `user:pa/ss@host`: what stands behind the colon is no port.
  if (/:(?!\d{0,5}$)[^\]]*$/.test(authority)) return true
  // A query has names.
  if (mark === '?') return !rest.slice(0, at).includes('=')
  const query = rest.indexOf('?')
  if (query >= 0 && query < at) return false
  return (/:\d*$/.test(authority) || !authority.includes('.')) && LIKE_A_HOST.test(rest.slice(at + 1))
}

/**
 * What an address has only escaped: it would end where nobody means it to, and what hides its password would not find that.
 * Gives what was found and what was expected, without a word of the address, which may be of a password that can't be told
 * from the rest; undefined for one that is as it has to be.
 */
export const unescapedIn = (address: string): string | undefined => {
  if (ANYWHERE.test(address) || HASH_BEFORE_HOST.test(address))
    return 'found a blank, a quote, < or >, or a # before the host, expected it escaped, as in %20 and %23'
  return hidesHost(address)
    ? 'found an @ behind a /, ? or #, which may all be of the password, expected those escaped that are (%2F, %3F, %23), and else %40 for that @'
    : undefined
}

/** Completes "expected …"; undefined for an address that may be opened, or whose beginning the environment has. */
export const urlExpected = (input: string): string | undefined => {
  const protocol = /^([a-z][a-z0-9+.-]*):\/\//i.exec(input)?.[1]?.toLowerCase()
  if ((protocol && URL_PROTOCOLS.includes(protocol)) || input.startsWith('${')) return undefined
  return `an address that begins with one of ${URL_PROTOCOLS.map((name) => `${name}://`).join(', ')}`
}
