// What our encoder makes (command.ts: AAC-LC, 48 kHz, stereo, by ffmpeg), known before it has made anything.

/** The AudioSpecificConfig: AAC-LC, 48 kHz, 2 channels, and that there is no SBR (ISO/IEC 14496-3, 1.6.2.1 and 1.6.5). */
export const EXPECTED_AUDIO_CONFIG = Uint8Array.of(0x11, 0x90, 0x56, 0xe5, 0x00)

/**
 * One frame of silence in that configuration, as the encoder writes it: a channel pair element of long windows without
 * a scale factor band, and the end (4.4.1.1).
 */
export const SILENT_FRAME = Uint8Array.of(0x21, 0x10, 0x04, 0x60, 0x8c, 0x1c)
