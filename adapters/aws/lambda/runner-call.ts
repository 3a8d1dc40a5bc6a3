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
  firingPayloadBase64: z.exactOptional(z.string()),
  item: z.exactOptional(z.object({ index: z.int(), count: z.int() })),
  workflow: z.exactOptional(
    z.object({
      runId: z.string(),
      stepId: z.string(),
      parameters: z.nullable(z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())])),
    }),
  ),
  timeoutSeconds: z.number(),
  executor: z.exactOptional(
    z.object({
      kind: z.exactOptional(z.enum(['process', 'thread'])),
      memoryMiB: z.exactOptional(z.int()),
      maxTasksPerChild: z.exactOptional(z.int()),
      namePrefix: z.exactOptional(z.string()),
    }),
  ),
  retry: z.exactOptional(
    z.object({
      maxAttempts: z.int(),
      retryOn: z.array(z.string()),
      includeSubclasses: z.boolean(),
      failures: z.int(),
    }),
  ),
  connection: z.object({ endpoint: z.string(), apiKey: z.string() }),
});

export type RunnerCall = z.infer<typeof runnerCallSchema>;
