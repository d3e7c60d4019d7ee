// Where a file stands: its workspace, and its room in it. Pure.

export const OURS = '@weir/'
/** These may import anything. */
const FREE = ['bench', 'tests', 'tools']

export const workspaceOf = (/** @type {string} */ file) => file.split('/')[file.startsWith('services/') ? 1 : 0] ?? ''
export const isFree = (/** @type {string} */ file) => FREE.includes(workspaceOf(file))

/** The room that a file of services/ stands in, '' beside the rooms, and where in it. */
export const placeIn = (/** @type {string} */ file) => {
  const [room = '', ...inside] = file.split('/').slice(2)
  return inside.length === 0 ? { room: '', inside: room } : { room, inside: inside.join('/') }
}
