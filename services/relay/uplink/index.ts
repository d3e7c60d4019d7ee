export { createUplink, type Uplink } from './uplink.ts'
