import type { Firing } from '../contract/firing.ts';
import type { Caller } from '../identity/caller.ts';
import { HooklineError } from '../problem.ts';
import { getFiring } from './get-firing.ts';

/** A firing as the caller may see it; undefined when it is gone, or not for them. */
export async function findFiring(
  deps: Parameters<typeof getFiring>[0],
  caller: Caller,
  id: string,
): Promise<Firing | undefined> {
  try {
    return await getFiring(deps, caller, id, 0);
  } catch (error) {
    if (error instanceof HooklineError && error.code === 'firing-not-found') return undefined;
    throw error;
  }
}
