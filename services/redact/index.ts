export { type Concealed, conceal } from './conceal.ts'
export { expandInput, variablesIn } from './environment.ts'
export { type Redact, redact, redactFor } from './redact.ts'
