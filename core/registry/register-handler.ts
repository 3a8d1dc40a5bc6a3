import type { Handler, Registration } from '../contract/handler.ts';
import { findHook } from '../hooks/find-hook.ts';
import { type Caller, requirePermission } from '../identity/caller.ts';
import type { Clock } from '../ports/clock.ts';
import type { CodeStore } from '../ports/code-store.ts';
import type { Expressions } from '../ports/expressions.ts';
import type { HandlerStore } from '../ports/handler-store.ts';
import type { HookStore } from '../ports/hook-store.ts';
import type { CodeRef } from '../ports/runner.ts';
import { declareProblem } from '../problem.ts';
import { checkExpressions } from './check-expressions.ts';
import { presentHandler } from './present-handler.ts';

const codeNotFound = declareProblem('code-not-found', { status: 422, title: 'The bundle was not uploaded' });
const handlerNameTaken = declareProblem('handler-name-taken', {
  status: 409,
  title: 'Another user has a handler of that name on that hook',
});

/**
 * Registers a handler, or replaces the one of the same hook and name: same id, next version (eventproc's `register`).
 * Its code runs as the caller from then on; a workflow is looked for when it is to be started, among the caller's.
 */
export async function registerHandler(
  deps: {
    handlers: HandlerStore;
    hooks: HookStore;
    code: Pick<CodeStore, 'has'>;
    expressions: Expressions;
    clock: Clock;
  },
  caller: Caller,
  { codeSha256, exportName, workflow, ...registration }: Registration,
): Promise<Handler> {
  requirePermission(caller, 'register');
  await findHook(deps, registration.hook);
  await checkExpressions(deps, registration);
  const handler = await deps.handlers.register({
    ...registration,
    code: workflow === undefined ? await codeOf(deps, caller, codeSha256!, exportName) : { workflow },
    tenantId: caller.userId,
    updatedBy: caller.userName,
    updatedAt: deps.clock.now(),
  });
  if (handler === 'taken') {
    throw handlerNameTaken(
      `Another user has a handler "${registration.name}" on the hook "${registration.hook}". Choose another name.`,
      { field: 'name' },
    );
  }
  return presentHandler(handler);
}

/** A bundle that was uploaded. */
async function codeOf(
  deps: { code: Pick<CodeStore, 'has'> },
  caller: Caller,
  sha256: string,
  exportName = 'default',
): Promise<CodeRef> {
  if (await deps.code.has(caller.userId, sha256)) return { sha256, exportName };
  throw codeNotFound('Upload the bundle first: POST /v1/code says where.', { field: 'codeSha256' });
}
