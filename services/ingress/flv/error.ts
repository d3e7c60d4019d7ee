/**
 * Why the byte stream from ffmpeg was refused: `header` (not FLV, version 1), `tag-type`, `tag-size` (over the limit),
 * `truncated` (a tag too short for what it says it holds), `codec` (neither H.264 nor AAC), `nal` (the lengths of the
 * NAL units don't add up), `config` (a decoder configuration that cannot be one).
 */
export type FlvErrorCode = 'header' | 'tag-type' | 'tag-size' | 'truncated' | 'codec' | 'nal' | 'config'

/** Input that is not the FLV we asked ffmpeg for. The message states the rule and the value that broke it. */
export class FlvError extends Error {
  override readonly name = 'FlvError'
  readonly code: FlvErrorCode

  constructor(code: FlvErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
