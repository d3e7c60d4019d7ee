export const LOOPBACK = '127.0.0.1'

/** Whether only this machine reaches what is bound to it. */
export const isLoopback = (bind: string): boolean => bind === 'localhost' || bind === '::1' || bind.startsWith('127.')

/** A host as it stands before a port: an IPv6 address in brackets. */
export const hostOf = (bind: string): string => (bind.includes(':') ? `[${bind}]` : bind)

/** Where a user visits what is bound to `bind`: an address that means all interfaces is none to visit. */
export const urlOf = (bind: string, port: number): string =>
  `http://${bind === '0.0.0.0' || bind === '::' ? LOOPBACK : hostOf(bind)}:${port}`
