/**
 * Milliseconds since the Unix epoch of a timestamp, or undefined when it is none. The specification narrows RFC 3339
 * to an upper-case T and an upper-case Z or a numeric zone.
 */
export function parseTimestamp(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
