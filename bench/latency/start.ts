// `make up` to the first frame, as a user has it: the real command, the real page, a browser that is open already.
import { spawn } from 'node:child_process'
import type { TestBrowser } from '@weir/test-support'

export interface StartFigures {
  /** s from the command to its return. */
  readonly upSeconds: number
  /** s from the command to the first picture in the browser. */
  readonly firstFrameSeconds: number
}

/** What the command wrote to stdout. */
const make = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn('make', ['--no-print-directory', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let facts = ''
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      facts += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(facts) : reject(new Error(`make ${args.join(' ')} ended with ${code}:\n${said}${facts}`)),
    )
  })

/** Brings the diamond up in the process runtime, looks, and takes it down. Fails when another lab runs. */
export const measureStart = async (browser: TestBrowser, stream: string): Promise<StartFigures> => {
  const env = { ...process.env, RUNTIME: 'process', TOPOLOGY: 'diamond' }
  const page = await browser.open('about:blank')
  const begun = performance.now()
  await make(['up'], env)
  try {
    const upSeconds = (performance.now() - begun) / 1000
    const state = JSON.parse(await make(['status', 'JSON=1'], env)) as {
      nodes: { roles: string[]; url: string | null }[]
    }
    const edge = state.nodes.find(({ roles }) => roles.includes('edge'))?.url
    await page.goto(`${edge}/watch/${stream}`)
    await page.until('(window.weir?.framesShown ?? 0) > 0')
    return { upSeconds, firstFrameSeconds: (performance.now() - begun) / 1000 }
  } finally {
    await page.close()
    await make(['down'], env)
  }
}
