// Questions to a lab's Prometheus, by its HTTP API (https://prometheus.io/docs/prometheus/2.42/querying/api/).

export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Series {
  readonly labels: Readonly<Record<string, string>>
  /** Time of each scrape, s since 1970, and what it found. */
  readonly points: readonly (readonly [number, number])[]
}

const ask = async <R>(prometheusUrl: string, promql: string): Promise<R[]> => {
  const answer = await fetch(`${prometheusUrl}/api/v1/query?query=${encodeURIComponent(promql)}`)
  const body = (await answer.json()) as { status: string; error?: string; data?: { result: R[] } }
  if (body.status !== 'success' || !body.data) throw new Error(`${promql}: ${body.error ?? answer.status}`)
  return body.data.result
}

/** An instant query. Throws when Prometheus refuses it. */
const query = async (prometheusUrl: string, promql: string): Promise<Sample[]> =>
  (await ask<{ metric: Record<string, string>; value: [number, string] }>(prometheusUrl, promql)).map(
    ({ metric, value }) => ({ labels: metric, value: Number(value[1]) }),
  )

/** What the scrapes of a stretch of time found, for a selector such as `name{label="x"}[20s]`. */
export const scrapes = async (prometheusUrl: string, selector: string): Promise<Series[]> =>
  (await ask<{ metric: Record<string, string>; values: [number, string][] }>(prometheusUrl, selector)).map(
    ({ metric, values }) => ({ labels: metric, points: values.map(([at, value]) => [at, Number(value)] as const) }),
  )

/** Asks until `enough` of the answer, since Prometheus scrapes once a second. */
export const queryUntil = async (
  prometheusUrl: string,
  promql: string,
  enough: (samples: readonly Sample[]) => boolean,
  timeoutSeconds = 30,
): Promise<Sample[]> => {
  const deadline = performance.now() + timeoutSeconds * 1000
  for (;;) {
    const samples = await query(prometheusUrl, promql)
    if (enough(samples)) return samples
    if (performance.now() > deadline) {
      throw new Error(`not so within ${timeoutSeconds} s: ${promql} answers ${JSON.stringify(samples)}`)
    }
    await new Promise((wake) => setTimeout(wake, 250))
  }
}
