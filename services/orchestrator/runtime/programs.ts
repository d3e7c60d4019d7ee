// Finds programs on the PATH.
import { SETTINGS, type Settings } from '@weir/settings'
import which from 'which'

/** Absolute path, or null. A name with a slash is a path already. */
export const findProgram = (name: string): string | null => which.sync(name, { nothrow: true })

/** The Prometheus to run; null when none is wanted or there is none. */
export const findPrometheus = ({ prometheus }: Pick<Settings, 'prometheus'>): string | null =>
  prometheus === null ? null : findProgram(prometheus)

const WITHOUT = 'metrics are on each node, without history'

/** One sentence for there being none. Pure. */
export const whyNoPrometheus = ({ prometheus }: Pick<Settings, 'prometheus'>): string => {
  const { name, usual } = SETTINGS.prometheus
  if (prometheus === null) return `${name} is set to nothing, so that there is no Prometheus: ${WITHOUT}`
  if (prometheus !== usual) return `${name}="${prometheus}" is not a program: ${WITHOUT}`
  return `no ${usual} on the PATH (${name} can name one): ${WITHOUT}`
}
