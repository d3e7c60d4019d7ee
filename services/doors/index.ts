export { admit, type DoorRequest, type Doors, type Refusal, requestOf } from './admit.ts'
export { admitInsider, type Inside, type InsideDoors, scraperDigestOf } from './insider.ts'
export { bearerOf, sameToken, tokenFor } from './token.ts'
