import type { Hook, NewHook } from '../contract/hook.ts';
import { limits } from '../contract/limits.ts';
import { type Caller, requirePermission } from '../identity/caller.ts';
import type { Clock } from '../ports/clock.ts';
import type { HookRecord, HookStore } from '../ports/hook-store.ts';
import type { SchemaValidator } from '../ports/schema-validator.ts';
import { declareProblem } from '../problem.ts';

const schemaInvalid = declareProblem('payload-schema-invalid', {
  status: 422,
  title: 'The payload schema is no valid JSON Schema',
});
const schemaTooLarge = declareProblem('payload-schema-too-large', {
  status: 413,
  title: 'The payload schema is too large',
});

/** Adds a hook, or changes its description and schema; admins only. */
export async function addHook(
  deps: { hooks: HookStore; schemas: SchemaValidator; clock: Clock },
  caller: Caller,
  draft: NewHook,
): Promise<Hook> {
  requirePermission(caller, 'administer');
  const { payloadSchema, ...rest } = draft;
  if (payloadSchema !== undefined) {
    const sizeBytes = Buffer.byteLength(JSON.stringify(payloadSchema));
    if (sizeBytes > limits.schemaBytes) {
      throw schemaTooLarge(
        `The schema has ${sizeBytes} bytes, and at most ${limits.schemaBytes} are taken.`,
        {
          field: 'payloadSchema',
        },
      );
    }
    const problem = deps.schemas.problem(payloadSchema);
    if (problem !== undefined) throw schemaInvalid(problem, { field: 'payloadSchema' });
  }
  const stored = await deps.hooks.put({
    ...rest,
    ...(payloadSchema !== undefined && { payloadSchema }),
    createdAt: deps.clock.now(),
  });
  return presentHook(stored);
}

export function presentHook(hook: HookRecord): Hook {
  return { ...hook, createdAt: new Date(hook.createdAt).toISOString() };
}
