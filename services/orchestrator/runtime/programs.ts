// Finds programs on the PATH.
import type { Settings } from '@weir/settings'
import which from 'which'

/** Absolute path, or null. A name with a slash is a path already. */
export const findProgram = (name: string): string | null => which.sync(name, { nothrow: true })

/** The Prometheus to run; null when none is wanted or there is none. */
export const findPrometheus = ({ prometheus }: Pick<Settings, 'prometheus'>): string | null =>
  prometheus === null ? null : findProgram(prometheus)
