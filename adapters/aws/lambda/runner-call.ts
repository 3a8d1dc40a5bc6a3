// The small build of Zod: the runner starts anew for every tenant, and what it loads is read each time.
import * as z from 'zod/mini';

/** What `invoke` asks the runner function for. */
export const runnerCallSchema = z.object({
  runId: z.string(),
  attempt: z.int(),
  firingId: z.string(),
  hook: z.string(),
  tags: z.array(z.string()),
  tenantId: z.string(),
  code: z.object({ sha256: z.string(), exportName: z.string() }),
  /** Where the bundle is, without credentials. */
  codeUrl: z.url(),
  payloadBase64: z.string(),
  timeoutSeconds: z.number(),
  connection: z.object({ endpoint: z.string(), apiKey: z.string() }),
});

export type RunnerCall = z.infer<typeof runnerCallSchema>;
