export { admit, type DoorRequest, type Doors, type Refusal, requestOf } from './admit.ts'
export { bearerOf, sameToken, tokenFor } from './token.ts'
