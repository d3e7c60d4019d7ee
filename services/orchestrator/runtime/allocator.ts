// How glibc keeps memory for a relay: it is one thread of JavaScript, and arenas of their own for V8's and libuv's threads
// hold on to what those have given back. A sixth less for each node (README of the orchestrator). An ingress is left as it
// is, for ffmpeg inherits this and has many threads. Other C libraries don't read it. https://man7.org/linux/man-pages/man3/mallopt.3.html
import type { PlannedNode } from '../topology/plan.ts'

export const allocatorOf = ({ roles }: Pick<PlannedNode, 'roles'>): Readonly<Record<string, string>> =>
  roles.includes('ingress')
    ? {}
    : {
        MALLOC_ARENA_MAX: '1',
        // Both, since either fixes the other: given back from 64 KB on, and above what a read or a usual chunk takes.
        MALLOC_TRIM_THRESHOLD_: '65536',
        MALLOC_MMAP_THRESHOLD_: '262144',
      }
