// A relay and nothing else: parents above, children below, as WEIR_NODE says.
import { runNode } from '@weir/relay'

await runNode()
