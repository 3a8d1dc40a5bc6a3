import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { expectAnswer } from './expect-answer.ts';
import { type Handler, readHandler } from './handler.ts';

/**
 * All handlers of the user of the API key, by id; everybody's for admins and viewers (the seed system's
 * `list_handlers`). Their times are `Date`s.
 *
 * @param options.hook only the handlers of this hook.
 */
export async function listHandlers(
  connection: HooklineConnection,
  options: { hook?: string | undefined } = {},
): Promise<Handler[]> {
  const handlers: Handler[] = [];
  let afterId: number | null = 0;
  while (afterId !== null) {
    const query = new URLSearchParams({ ...(options.hook !== undefined && { hook: options.hook }) });
    if (afterId !== 0) query.set('afterId', String(afterId));
    const answer = await callApi(connection, { method: 'GET', path: '/v1/handlers', query });
    const page: HandlerPage = expectAnswer<HandlerPage>(answer, {
      handlers: 'array',
      nextAfterId: 'number?',
    });
    handlers.push(...page.handlers.map(readHandler));
    afterId = page.nextAfterId;
  }
  return handlers;
}

interface HandlerPage {
  readonly handlers: unknown[];
  readonly nextAfterId: number | null;
}
