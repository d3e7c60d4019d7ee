// What serving a crowd takes: `make bench ONLY=…` with one or more of these parts, `make profile` for the last.
//
//   fan-out     CPU that a server takes for each chunk that it delivers. Weir's edge, /mse and /push, beside a C program
//               with one `send` a viewer, `ws` with nothing around it (pre-framed, and naive), Node-Media-Server, and
//               nginx with rtmp where it is there. Servers stay up and take their turn in each round; a row is the
//               median of the rounds. VIEWERS (50,200,500,1500), ROUNDS (3), SECONDS (10) is one window, WARM_SECONDS
//               (40) what each server is warmed up with, SERVERS (floor,framed,naive,media-server,nginx,mse,push) picks,
//               ACKS=plain leaves it to the kernel when a viewer acknowledges; by default those that say something do
//               it as those that only listen, or whoever answers a ping makes its server dearer (native/viewer.c)
//   join-burst  JOINS (1000) within a second while a hundred watch, ROUNDS (5)
//   memory      what is held for each of VIEWERS (1000,3000) that get nothing
//   churn       for SECONDS (300), JOINS (25) come and go each second through each door, of VIEWERS (100): what is left
//   profile     a CPU profile of the edge with VIEWERS (500), SECONDS (10), WARM_SECONDS (20), SERVERS (mse,push)
//
// One source feeds all servers with CHUNK_BYTES (4200) 30 times a second; the viewers are a C program (native/), which
// costs less than what it loads. WEIR_OTHER, a folder of another built checkout, has its edge measured beside this one.
// Prints tables, writes JSON (OUT), exits 1 when a target was missed or a viewer was: no figure without its chunks.
import { writeReport } from '../lab-report.ts'
import { choice, count, settingsOf } from '../settings.ts'
import { churn } from './churn.ts'
import { compile } from './compile.ts'
import { fanOut } from './fan-out.ts'
import { joinBurst } from './join-burst.ts'
import { MARK_BYTES } from './mark.ts'
import { memory } from './memory.ts'
import type { Part, Result } from './part.ts'
import { profile } from './profile.ts'
import { startSource } from './servers/source.ts'

const PARTS = { 'fan-out': fanOut, 'join-burst': joinBurst, memory, churn, profile } satisfies Readonly<
  Record<string, Part>
>
type Name = keyof typeof PARTS

const { env } = process
const say = (line: string) => console.error(line)

const run = async (): Promise<void> => {
  const { wanted, chunkBytes } = settingsOf({
    wanted: choice('ONLY', Object.keys(PARTS) as Name[], ['fan-out']),
    chunkBytes: count('CHUNK_BYTES', 4200, MARK_BYTES),
  })
  settingsOf(
    Object.fromEntries(
      wanted.flatMap((name) => Object.values(PARTS[name].settings).map((each, i) => [`${name} ${i}`, each])),
    ),
  )
  const programs = compile()
  const source = await startSource(chunkBytes)
  const parts = new Map<string, Result>()
  try {
    for (const name of wanted) {
      const result = await PARTS[name].run({ programs, source, env, say })
      parts.set(name, result)
      console.log(`${name}:\n\n${result.table}\n`)
      for (const missed of result.missed) console.log(`missed: ${missed}`)
    }
  } finally {
    await source.close()
    // What was measured is kept even when a later part fails.
    if (parts.size > 0) writeReport('bench-fan-out', { chunkBytes, parts: Object.fromEntries(parts) })
  }
  process.exitCode = [...parts.values()].every(({ missed }) => missed.length === 0) ? 0 : 1
}

// An end by a signal is to be one that listeners of 'exit' see.
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))
run().catch((error: Error) => {
  say(error.message)
  process.exitCode = 1
})
