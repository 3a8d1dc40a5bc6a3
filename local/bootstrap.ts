import { ctingressOnComplete } from '../core/hooks/ctingress-on-complete.ts';
import { issueKey } from '../core/identity/create-key.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { HookStore } from '../core/ports/hook-store.ts';
import type { IdentityStore } from '../core/ports/identity-store.ts';
import type { Ids } from '../core/ports/ids.ts';

/** The name of the first user. */
const ADMIN = 'admin';

/** On the first start: the hook that exists from the beginning, and the user `admin` with an API key, which is returned. */
export async function bootstrap(deps: {
  hooks: HookStore;
  identities: IdentityStore;
  clock: Clock;
  ids: Ids;
}): Promise<string | undefined> {
  if ((await deps.identities.userByName(ADMIN)) !== undefined) return undefined;
  const now = deps.clock.now();
  const admin = { id: deps.ids.next(), name: ADMIN, role: 'admin' as const, createdAt: now };
  await deps.hooks.put({ ...ctingressOnComplete, createdAt: now });
  await deps.identities.addUser(admin);
  return (await issueKey(deps, admin)).apiKey;
}
