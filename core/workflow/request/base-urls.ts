import * as z from 'zod';

/** What an operator sets so that workflows need not name hosts: URLs by environment and category. */
export type BaseUrls = z.infer<typeof schema>;

const schema = z.record(z.string(), z.record(z.string(), z.url({ protocol: /^https?$/ })));

/** Where a request names no environment, and no category. */
export const GENERAL = { environ: 'global', category: 'base' } as const;

/**
 * Reads `{"test": {"lab": "https://lab.test.example.com/api/"}}`.
 *
 * @throws that names what is wrong.
 */
export function parseBaseUrls(json: string): BaseUrls {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new Error(`HOOKLINE_URLS is not JSON: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(
    `HOOKLINE_URLS must be {"environ": {"category": "https://…"}}. ${z.prettifyError(parsed.error)}`,
  );
}
