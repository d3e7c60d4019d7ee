// Takes away images that earlier sources were built into, or every change would leave some hundred megabytes. What a
// container uses stays, for the engine refuses; of the rest the newest few stay: another checkout may be about to start.
import { type Asking, docker } from './command.ts'
import type { TierImages } from './names.ts'

const KEPT = 3

/** One line of `docker image ls`, newest first. */
export interface ListedImage {
  readonly repository: string
  readonly tag: string
  readonly id: string
}

/**
 * What to remove: the tags, or the ids of those that have none, of each repository but the newest, and none of `current`: what
 * an engine builds from its cache is as old as the first of its kind. Pure.
 */
export const oldImages = (
  listed: readonly ListedImage[],
  current: readonly string[],
  kept = KEPT,
): readonly string[] => {
  const seen = new Map<string, number>()
  return listed.flatMap(({ repository, tag, id }) => {
    const before = seen.get(repository) ?? 0
    seen.set(repository, before + 1)
    const name = tag === '<none>' ? id : `${repository}:${tag}`
    return before < kept || current.includes(name) ? [] : [name]
  })
}

/** Which there are: the tiers', and an older engine's of the stages before them, which have the Dockerfile's label and no name. */
const stage = (name: string) => ['--filter', 'dangling=true', '--filter', `label=weir.stage=${name}`]
const KINDS = [['weir-tier'], ['weir-ingress'], stage('manifests'), stage('build')]

export const removeOldImages = async ({ tier, ingress }: TierImages, asking: Asking): Promise<void> => {
  for (const kind of KINDS) {
    const format = '{{.Repository}}\t{{.Tag}}\t{{.ID}}'
    const { stdout } = await docker(['image', 'ls', '--no-trunc', '--format', format, ...kind], asking)
    const listed = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [repository = '', tag = '', id = ''] = line.split('\t')
        return { repository, tag, id }
      })
    for (const image of oldImages(listed, [tier, ingress])) await docker(['image', 'rm', image], asking)
  }
}
