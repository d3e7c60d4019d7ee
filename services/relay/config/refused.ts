/**
 * Exit code of a node that can never work as it is configured (EX_CONFIG of sysexits.h): to start it again would change
 * nothing. The last line that it wrote says why, after its id and a colon.
 */
export const REFUSED_EXIT_CODE = 78
