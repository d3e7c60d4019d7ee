import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What a machine may lack. */
export type Requirement =
  | 'ffmpeg'
  | 'chromium'
  | 'firefox'
  | 'prometheus'
  | 'docker'
  | 'gpac'
  | 'compiler'
  | 'nginx'
  | 'openssl'

/** Debian has it where only root's PATH leads. */
export const NGINX = '/usr/sbin/nginx'

const onPath = (name: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

const CHECKS: Record<Requirement, { had: () => boolean; missing: string }> = {
  ffmpeg: { had: () => onPath('ffmpeg'), missing: 'no ffmpeg on the PATH' },
  chromium: { had: () => onPath('chromium'), missing: 'no chromium on the PATH' },
  firefox: { had: () => onPath('firefox-esr') || onPath('firefox'), missing: 'no firefox on the PATH' },
  prometheus: { had: () => onPath('prometheus'), missing: 'no prometheus on the PATH' },
  docker: {
    had: () => spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0,
    missing: 'no Docker engine answers',
  },
  nginx: { had: () => onPath('nginx') || existsSync(NGINX), missing: 'no nginx' },
  openssl: { had: () => onPath('openssl'), missing: 'no openssl on the PATH' },
  gpac: { had: () => onPath('gpac'), missing: 'no gpac on the PATH' },
  compiler: {
    had: () => spawnSync(process.env.CC || 'cc', ['--version'], { stdio: 'ignore' }).status === 0,
    missing: 'no C compiler',
  },
}

/**
 * Options for a test that needs these: `test('…', need('chromium'), …)` skips, naming what is missing. With CI=true
 * nothing may be skipped, so that a missing requirement throws.
 */
export const need = (...requirements: Requirement[]): { skip: string | false } => {
  const missing = requirements.filter((name) => !CHECKS[name].had()).map((name) => CHECKS[name].missing)
  if (missing.length === 0) return { skip: false }
  if (process.env.CI === 'true') throw new Error(`CI must have it all: ${missing.join(', ')}`)
  return { skip: missing.join(', ') }
}
