// Where a proxy has each server of the lab: WEIR_PUBLIC_URL is one address for all, in which `{node}` stands for the id of
// a node (or for console, prometheus, grafana) and `{port}` for the port that the server has on this machine. Without
// either, each server has a folder of its name below it. Pure.

const HOLES = /\{(node|port)\}/g

export const publicUrlOf = (text: string, node: string, port: number): string => {
  const whole = /\{(?:node|port)\}/.test(text) ? text : `${text.replace(/\/*$/, '/')}{node}`
  const filled = whole.replace(HOLES, (_hole, name) => (name === 'node' ? encodeURIComponent(node) : String(port)))
  return new URL(`${filled.replace(/\/*$/, '')}/`).href
}

/** Whether it can be that address. */
export const isPublicUrl = (text: string): boolean => {
  const filled = text.replace(HOLES, '1')
  if (!URL.canParse(filled) || /[{}\s]/.test(filled)) return false
  const { protocol, username, password, search, hash } = new URL(filled)
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === ''
}
