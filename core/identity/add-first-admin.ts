import { ctingressOnComplete } from '../hooks/ctingress-on-complete.ts';
import { workflowTask } from '../hooks/workflow-task.ts';
import type { Clock } from '../ports/clock.ts';
import type { HookStore } from '../ports/hook-store.ts';
import type { IdentityStore, UserRecord } from '../ports/identity-store.ts';
import type { Ids } from '../ports/ids.ts';

/** The user who is there first, and the hooks that exist from the beginning. Somebody else of that name is returned as they are. */
export async function addFirstAdmin(
  deps: { hooks: Pick<HookStore, 'put'>; identities: IdentityStore; clock: Clock; ids: Ids },
  name: string,
): Promise<UserRecord> {
  const createdAt = deps.clock.now();
  const admin: UserRecord = { id: deps.ids.next(), name, role: 'admin', createdAt };
  await Promise.all(
    [ctingressOnComplete, workflowTask].map((hook) => deps.hooks.put({ ...hook, createdAt })),
  );
  await deps.identities.addUser(admin);
  return (await deps.identities.userByName(name)) ?? admin;
}
