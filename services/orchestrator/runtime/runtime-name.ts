export type RuntimeName = 'process' | 'docker'
