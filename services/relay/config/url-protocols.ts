/** What an address of source `url` may begin with: what brings media from elsewhere, and nothing that reads this machine. */
export const URL_PROTOCOLS = [
  ...['http', 'https', 'rtsp', 'rtsps', 'rtmp', 'rtmps', 'rtp', 'srtp'],
  ...['udp', 'tcp', 'tls', 'srt', 'rist', 'mmsh', 'mmst'],
]

/** What an address has only escaped: it would end where nobody means it to, and what hides its password would not find that. */
export const UNESCAPED = /[\s"'<>]|^[^/]*:\/\/[^/]*#[^/]*@/

/** Completes "expected …"; undefined for an address that may be opened, or whose beginning the environment has. */
export const urlExpected = (input: string): string | undefined => {
  const protocol = /^([a-z][a-z0-9+.-]*):\/\//i.exec(input)?.[1]?.toLowerCase()
  if ((protocol && URL_PROTOCOLS.includes(protocol)) || input.startsWith('${')) return undefined
  return `an address that begins with one of ${URL_PROTOCOLS.map((name) => `${name}://`).join(', ')}`
}
