import type { Caller } from '../identity/caller.ts';
import { declareProblem } from '../problem.ts';

const maySendNothing = declareProblem('sending-forbidden', {
  status: 403,
  title: 'This role sends no events',
});

/** Throws `sending-forbidden` for viewers, who change nothing. Where others may send, the namespaces say. */
export function requireSender(caller: Caller): void {
  if (caller.role !== 'viewer') return;
  throw maySendNothing('The role "viewer" sends no events. Use a key of a user with another role.');
}
