/** Where a user visits what is bound to `bind`: an address that means all interfaces is none to visit. */
export const urlOf = (bind: string, port: number): string => {
  const host = bind === '0.0.0.0' || bind === '::' ? '127.0.0.1' : bind
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
