// Series whose subject is gone: a link, a stream. A registry keeps every series that ever was, and a scrape tells them all.
import type { Registry } from 'prom-client'

type Labels = Readonly<Record<string, string | number | undefined>>

interface Family {
  get(): Promise<{ readonly values: readonly { readonly labels: Labels }[] }>
  remove(labels: Labels): void
}

/** Removes, soon, every series of every family whose labels `goes` says yes to. */
export const forgetSeries = async (
  { registry }: { readonly registry: Registry },
  goes: (labels: Labels) => boolean,
): Promise<void> => {
  for (const family of registry.getMetricsAsArray() as unknown as readonly Family[]) {
    const { values } = await family.get()
    for (const { labels } of values) {
      // A histogram tells its buckets apart by one label more, and is removed without it.
      const { le: _le, ...own } = labels
      if (goes(own)) family.remove(own)
    }
  }
}
