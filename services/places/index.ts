export { isPublicUrl, publicUrlOf } from './public-url.ts'
export { type Place, portOf, reach } from './reach.ts'
