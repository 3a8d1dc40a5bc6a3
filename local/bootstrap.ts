import { workflowTask } from '../core/hooks/workflow-task.ts';
import { addFirstAdmin } from '../core/identity/add-first-admin.ts';
import { issueKey } from '../core/identity/create-key.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { HookStore } from '../core/ports/hook-store.ts';
import type { IdentityStore } from '../core/ports/identity-store.ts';
import type { Ids } from '../core/ports/ids.ts';

/** The name of the first user. */
const ADMIN = 'admin';

interface BootstrapDeps {
  hooks: HookStore;
  identities: IdentityStore;
  clock: Clock;
  ids: Ids;
}

/**
 * On the first start: the hooks that exist from the beginning, and the user `admin`. Returns a new API key of that user
 * when it has none yet, or when `newKey` asks for one because the first was lost.
 */
export async function bootstrap(deps: BootstrapDeps, newKey: boolean): Promise<string | undefined> {
  // A data folder of an earlier version lacks it.
  if ((await deps.hooks.get(workflowTask.name)) === undefined) {
    await deps.hooks.put({ ...workflowTask, createdAt: deps.clock.now() });
  }
  const admin = (await deps.identities.userByName(ADMIN)) ?? (await addFirstAdmin(deps, ADMIN));
  const keys = await deps.identities.listKeys(admin.id);
  return newKey || keys.length === 0 ? (await issueKey(deps, admin)).apiKey : undefined;
}
