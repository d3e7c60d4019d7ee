export { AAC_FRAME_SAMPLES } from '../aac/audio-config.ts'
export * from './audio.ts'
export * from './counted.ts'
export * from './tracked.ts'
