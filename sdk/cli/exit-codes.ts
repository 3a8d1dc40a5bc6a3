/** What the process ends with. */
export const exitCodes = {
  ok: 0,
  /** It was asked and could not be done; with `--wait` also: a run failed. */
  failed: 1,
  /** The command line or the connection's settings are wrong; nothing was asked. */
  usage: 2,
  /** The API key is not valid, or its role may not (401, 403). */
  notAllowed: 3,
  /** There is no such thing (404). */
  notFound: 4,
} as const;
