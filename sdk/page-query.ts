/** What listings of firings and of runs have in common. */
export interface PageOptions {
  readonly hook?: string | undefined;
  /** One of the tags that the firing chose. */
  readonly tag?: string | undefined;
  /** Not before this time. */
  readonly since?: Date | undefined;
  /** Not after this time. */
  readonly until?: Date | undefined;
  /** How many at most, 1 to 200; 50 unless given. */
  readonly limit?: number | undefined;
  /** As the page before gave it. */
  readonly cursor?: number | undefined;
}

/** @internal */
export function pageQuery({ hook, tag, since, until, limit, cursor }: PageOptions): URLSearchParams {
  const fields = { hook, tag, since: since?.toISOString(), until: until?.toISOString(), limit, cursor };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query;
}
