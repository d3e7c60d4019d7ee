import type { Impair } from '@weir/relay/config'

const rate = (bits: number): string => {
  if (bits >= 1e9) return `${bits / 1e9}gbit`
  return bits >= 1e6 ? `${bits / 1e6}mbit` : `${bits / 1e3}kbit`
}
/** Rounded, so that 0.003 s is 3ms and not 3.0000000000000004ms. */
const short = (value: number): number => Number(value.toPrecision(6))

/** An impairment as topology.yaml would write it, in brief: `20ms ±3ms 20mbit 0.1%`. Empty for a clean link. */
export const impairText = (impair: Impair): string =>
  [
    impair.partition ? 'partition' : '',
    impair.delaySeconds ? `${short(impair.delaySeconds * 1000)}ms` : '',
    impair.jitterSeconds ? `±${short(impair.jitterSeconds * 1000)}ms` : '',
    impair.rateBitsPerSecond ? rate(impair.rateBitsPerSecond) : '',
    impair.loss ? `${short(impair.loss * 100)}%` : '',
    impair.trace ? 'trace' : '',
    impair.direction && impair.direction !== 'both' ? impair.direction : '',
  ]
    .filter((part) => part !== '')
    .join(' ')
