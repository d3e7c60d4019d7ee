import type { Stage } from './stage.ts'

/**
 * Nothing comes out until the link is set anew: bytes, the end of the stream, resets and new connections alike wait.
 * When it is healed, everything goes on at once where it was. A real TCP goes on at its next retransmission, up to as
 * long again as the partition lasted: that wait is not modelled.
 */
export const partition: Stage = () => Number.POSITIVE_INFINITY
