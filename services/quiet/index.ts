export { createQuiet, type Quiet } from './quiet.ts'
export { collectYoungGarbage } from './young-garbage.ts'
