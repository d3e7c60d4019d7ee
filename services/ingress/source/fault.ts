// Which line of what ffmpeg says tells why it can't read or decode something. Its last line is often but the consequence (`End of
// file` where the index is cut off), and what it is sure of may be followed by more of that. Pure.

/** What part of ffmpeg speaks: `[mov,mp4 @ 0x55d9]`, `[in#0 @ 0x55d9]`. */
const SPEAKER = /^(?:\[[^\]]* @ (?:0x)?[0-9a-f]+\] ?)+/
/** Says nothing of why. */
const CHATTER = new RegExp(
  [
    '^$',
    '^At least one output file must be specified',
    '^Error opening input files?(?: .*)?\\.?$',
    '^Conversion failed!',
    '^Error marking filters as finished',
    '^Cannot determine format of input stream',
    '^Consider increasing the value',
    '^If you want to help',
    '^Guessed Channel Layout',
    '^Estimating duration from bitrate',
    '^Last message repeated',
    '^The driver changed the time per frame',
    'misdetection possible!$',
  ].join('|'),
)
/** Says that something is wrong; another line may say what. */
const VAGUE =
  /(?:^error reading header|(?:^|: )(?:Invalid data found when processing input|Input\/output error|End of file|Cannot allocate memory|Not yet implemented in FFmpeg, patches welcome))$/
/** Of several, such a line is nearest to the cause: what comes behind it comes of it. */
const CAUSE = /truncated|corrupt|missing|not found|invalid|unsupported|broken|0x0/i
/** Whom to write to is of no use here. */
const ADVICE = /(\.) Update your FFmpeg version.*$/
const HEAD = /^Error opening input(?: files?)?: /

/** In ffmpeg's own words: `moov atom not found`, `Failed to resolve hostname …`; `vague` when it has none but these. */
export const faultIn = (stderr: string): { readonly text: string; readonly vague: boolean } => {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim().replace(SPEAKER, '').replace(ADVICE, '$1').replace(HEAD, ''))
    .filter((line) => !CHATTER.test(line))
  const last = lines.at(-1) ?? 'ffmpeg said nothing'
  if (!VAGUE.test(last)) return { text: last, vague: false }
  const exact = lines.filter((line) => !VAGUE.test(line))
  const why = exact.find((line) => CAUSE.test(line)) ?? exact.at(-1)
  return { text: why ?? last, vague: why === undefined }
}
