// Who may ask Prometheus itself: the orchestrator, for those whom its door has let in, and Grafana. It looks at no Host, so
// that its own port must be of no use to a page with a rebound name, nor to a node of the lab. Pure.
import { createHash } from 'node:crypto'
import { tokenFor } from '@weir/doors'
import bcrypt from 'bcryptjs'
import { stringify } from 'yaml'
import type { Lab } from './lab.ts'

export interface Login {
  readonly user: string
  readonly password: string
}

/** No node has a slash in its id, so that no node's token is this. */
export const prometheusLogin = ({ controlToken }: Pick<Lab, 'controlToken'>): Login => ({
  user: 'weir',
  password: tokenFor(controlToken, '/prometheus'),
})

/** As `Authorization` has it (RFC 7617). */
export const basicOf = ({ user, password }: Login): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

/** The least that bcrypt knows: nobody guesses 256 random bits, however fast it is. */
const ROUNDS_LOG2 = '04'

/**
 * What `--web.config.file` is to hold: of the password its hash alone.
 * https://prometheus.io/docs/prometheus/latest/configuration/https/
 */
export const prometheusWebConfig = (lab: Pick<Lab, 'controlToken'>): string => {
  const { user, password } = prometheusLogin(lab)
  // Of the password, so that a lab has the same file each time that it is written.
  const salt = bcrypt.encodeBase64(createHash('sha256').update(password).digest(), 16)
  return stringify({ basic_auth_users: { [user]: bcrypt.hashSync(password, `$2b$${ROUNDS_LOG2}$${salt}`) } })
}
