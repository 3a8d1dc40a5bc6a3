/**
 * Reads the 2013 revision's `time_code`: what the file's clock is ahead of UTC, such as `-4`, `+5h30` or `0`,
 * perhaps with the `s` or `t` (standard or daylight-saving time) that IEEE C37.232 file names add. `x` and
 * nothing mean that the file does not say; its times then count as UTC.
 *
 * @returns nanoseconds to subtract to get UTC; undefined when it is not a time code.
 */
export function parseTimeCode(text: string): bigint | undefined {
  if (text === '' || text.toLowerCase() === 'x') return 0n;
  const match = /^([+-]?)(\d{1,2})(?:h(\d{2}))?[st]?$/i.exec(text);
  if (match === null) return undefined;
  const hours = Number(match[2]);
  const minutes = Number(match[3] ?? '0');
  if (hours > 14 || minutes > 59) return undefined;
  return BigInt((hours * 60 + minutes) * (match[1] === '-' ? -1 : 1)) * 60_000_000_000n;
}
