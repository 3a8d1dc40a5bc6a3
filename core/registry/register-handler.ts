import type { Handler, Registration } from '../contract/handler.ts';
import { findHook } from '../hooks/find-hook.ts';
import { type Caller, requirePermission } from '../identity/caller.ts';
import type { Clock } from '../ports/clock.ts';
import type { CodeStore } from '../ports/code-store.ts';
import type { Expressions } from '../ports/expressions.ts';
import type { HandlerStore } from '../ports/handler-store.ts';
import type { HookStore } from '../ports/hook-store.ts';
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
 * Its code runs as the caller from then on.
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
  { codeSha256, exportName, ...registration }: Registration,
): Promise<Handler> {
  requirePermission(caller, 'register');
  await findHook(deps, registration.hook);
  await checkExpressions(deps, registration);
  if (!(await deps.code.has(caller.userId, codeSha256))) {
    throw codeNotFound('Upload the bundle first: POST /v1/code says where.', { field: 'codeSha256' });
  }
  const handler = await deps.handlers.register({
    ...registration,
    code: { sha256: codeSha256, exportName },
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
