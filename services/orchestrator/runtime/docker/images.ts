// The images that a lab runs on: built here from images/tier when the sources changed, the others pulled when missing.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Asking, docker, lastWords } from './command.ts'
import type { TierImages } from './names.ts'
import { removeOldImages } from './old-images.ts'

type Options = Pick<Asking, 'signal'> & { readonly say: (line: string) => void }

/** What they are called: the same for the same sources on the same base, wherever the checkout is. */
export const tierImages = (root: string, base: string): TierImages => {
  const source = hashOf(root, base)
  return { tier: `weir-tier:${source}`, ingress: `weir-ingress:${source}` }
}

/** What the tiers' images are built on, where nobody says otherwise. */
export const usualBase = (root: string): string => {
  const [, base] = /^ARG BASE=(\S+)$/m.exec(readFileSync(join(root, 'images/tier/Dockerfile'), 'utf8')) ?? []
  if (base === undefined)
    throw new Error('images/tier/Dockerfile has no ARG BASE=…, expected one that says what it builds on')
  return base
}

/** Builds the tiers' images unless there are some of the same sources on the same base; null: on the usual one. */
export const buildTierImages = async (root: string, named: string | null, options: Options): Promise<TierImages> => {
  const { say } = options
  const base = named ?? usualBase(root)
  const images = tierImages(root, base)
  let builds = 0
  for (const target of ['tier', 'ingress'] as const) {
    const image = images[target]
    if ((await docker(['image', 'inspect', '-f', '.', image], options)).code === 0) continue
    builds += 1
    say(
      `building image ${image} on ${base}${(await isFirst(target, options)) ? ' (a few minutes the first time)' : ''}`,
    )
    const build = ['build', '-f', 'images/tier/Dockerfile', '--target', target, '-t', image]
    const built = await docker([...build, '--build-arg', `BASE=${base}`, '.'], { cwd: root, ...options })
    if (built.code !== 0)
      throw new Error(`image ${image} could not be built: ${whyBuildFailed(`${built.stdout}\n${built.stderr}`, base)}`)
  }
  if (builds > 0) await removeOldImages(images, options)
  return images
}

const isFirst = async (target: keyof TierImages, options: Options): Promise<boolean> =>
  (await docker(['image', 'ls', '--quiet', `weir-${target}`], options)).stdout.trim() === ''

/** True when the image is there or could be pulled. */
export const haveImage = async (image: string, options: Options): Promise<boolean> => {
  const { say } = options
  if ((await docker(['image', 'inspect', '-f', '.', image], options)).code === 0) return true
  say(`pulling image ${image}`)
  const pulled = await docker(['pull', '--quiet', image], options)
  if (pulled.code !== 0) say(`image ${image} can't be had (${lastWords(pulled, 1)})`)
  return pulled.code === 0
}

const whyBuildFailed = (output: string, base: string): string => {
  const lines = output
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
  const pull = lines.find(
    (line) =>
      /manifest (for|unknown)|pull access|failed to resolve|dial tcp|no such host|Get "http/i.test(line) &&
      !/npm/i.test(line),
  )
  if (pull)
    return `the base image ${base} can't be had (${pull}); WEIR_BASE_IMAGE names another with Debian, Node 24 and npm`
  return `${lines.slice(-8).join('\n  ')}`
}

const filesBelow = (path: string): string[] => {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .filter((name) => name !== 'node_modules' && !name.endsWith('.test.ts'))
    .sort()
    .flatMap((name) => filesBelow(join(path, name)))
}

/** Of all that the build's result depends on: what .dockerignore lets in, and how it is built. */
const hashOf = (root: string, base: string): string => {
  const ignored = readFileSync(join(root, '.dockerignore'), 'utf8')
  const inputs = [...ignored.matchAll(/^!(.+)/gm)].map(([, path = '']) => path)
  const hash = createHash('sha256').update(base)
  for (const file of [...inputs, '.dockerignore', 'images/tier'].flatMap((input) => filesBelow(join(root, input))))
    hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file))
  return hash.digest('hex').slice(0, 16)
}
