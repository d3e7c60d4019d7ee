// Writes the traces anew: `node tools/build.mjs && node dist/services/link/traces/main.js`, from the checkout's root.
import { writeFileSync } from 'node:fs'
import { traces } from './generate.ts'

for (const [name, text] of Object.entries(traces())) writeFileSync(`services/link/traces/${name}`, text)
