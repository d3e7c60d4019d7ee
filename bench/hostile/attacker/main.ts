// What means harm, as a process of its own: all of tests/e2e/hostile-viewer.ts over and over, against the nodes
// whose addresses are its arguments, one after the other. Says each attack on a line of its own, as JSON. Ends on SIGTERM.
import { RELAYS, ROUNDS } from '../../../tests/e2e/hostile-viewer.ts'

const targets = process.argv.slice(2)
process.once('disconnect', () => process.exit())
for (let turn = 0; ; turn++) {
  const target = targets[turn % targets.length] as string
  for (const round of [...ROUNDS, [RELAYS]]) {
    await Promise.all(
      round.map(async (row) => {
        for (const [name, attack] of Object.entries(row)) {
          const began = performance.now()
          const failed = await attack(target).then(
            () => null,
            (error: Error) => error.message,
          )
          process.send?.({ name, target, seconds: (performance.now() - began) / 1000, failed })
        }
      }),
    )
  }
}
