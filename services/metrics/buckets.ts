/**
 * Bucket edges for every latency, in s: from 50 µs, half of a relay hop over loopback, to 10 s, where a player has
 * given up. About seven edges a decade where hops and glass-to-glass figures fall.
 */
export const LATENCY_BUCKETS_SECONDS = [
  50e-6, 100e-6, 150e-6, 200e-6, 300e-6, 400e-6, 500e-6, 750e-6, 1e-3, 1.5e-3, 2e-3, 3e-3, 4e-3, 5e-3, 7.5e-3, 10e-3,
  15e-3, 20e-3, 25e-3, 30e-3, 40e-3, 50e-3, 75e-3, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10,
]
