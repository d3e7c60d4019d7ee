// Where this page finds the lab's other servers. The orchestrator says where they listen, and where a proxy has them;
// the host by which somebody came only the page knows.
import { portOf, reach } from '@weir/places'
import type { LabNode, State } from './api.ts'

/** The console's root as it was reached; ends in `/`. */
const here = (): URL => new URL('./', location.href)

const find = ({ console, publicUrls }: State, url: string, publicUrl: string | null | undefined): URL => {
  const at = (found: string, proxied: string | null | undefined) => ({
    url: found,
    port: portOf(new URL(found)),
    publicUrl: proxied,
  })
  return reach(here(), at(console ?? here().href, publicUrls?.console), at(url, publicUrl))
}

export const findPrometheus = (state: State): URL | null =>
  state.prometheus === null ? null : find(state, state.prometheus, state.publicUrls?.prometheus)

export const findGrafana = (state: State): URL | null =>
  state.grafana === null ? null : find(state, state.grafana, state.publicUrls?.grafana)

const isLoopback = (hostname: string): boolean => /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)

/** Null for one that only the lab's own machine reaches, which this page was not opened on: all but edges stay on loopback. */
export const findNode = (state: State, { url, publicUrl, roles }: LabNode): URL | null =>
  url !== null && (roles.includes('edge') || isLoopback(here().hostname)) ? find(state, url, publicUrl) : null
