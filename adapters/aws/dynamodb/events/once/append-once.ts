import { limits } from '../../../../../core/contract/limits.ts';
import type { EventDraft } from '../../../../../core/ports/event-log.ts';
import { MOST_ATTEMPTS, tooSlow } from '../append-events.ts';
import type { LogContext } from '../log-context.ts';
import { buryReservation } from '../put-tombstone.ts';
import { resolveReservation } from '../resolve-reservation.ts';
import { takeOffsets } from '../take-offsets.ts';
import { writeEvents } from '../write-events.ts';
import { type Claim, shortIdentity } from './claim-items.ts';
import { getClaim, putClaim } from './put-claim.ts';

/** An event with what it is about: of two with the same identity the second is the first once more. */
export interface IdentifiedDraft {
  readonly identity: string;
  readonly draft: EventDraft;
}

/**
 * Appends events that come from a stream, in its order, which begins again where it was left when something fails. What was appended
 * before is not appended again, however the stream is cut into batches the second time: an event is found as the first of a claim,
 * or as one that follows in the claim of an event before it. A batch is one claim and one chunk.
 *
 * @param entries in the order of the stream; what is delivered again begins with what was first in an earlier batch, or
 * comes after what was delivered again.
 */
export async function appendOnce(
  log: LogContext,
  entries: readonly IdentifiedDraft[],
  at: number,
): Promise<void> {
  const drafts = new Map<string, EventDraft>();
  for (const { identity, draft } of entries) {
    const short = shortIdentity(identity);
    if (!drafts.has(short)) drafts.set(short, draft);
  }
  let rest = [...drafts];
  while (rest.length > 0) {
    rest = rest.slice(await appendFirst(log, rest.slice(0, limits.eventBatch.events), at));
  }
}

/** Appends all of them, or finds that those at the beginning were appended; returns how many are done. */
async function appendFirst(
  log: LogContext,
  entries: readonly (readonly [string, EventDraft])[],
  at: number,
): Promise<number> {
  const identities = entries.map(([identity]) => identity);
  const drafts = entries.map(([, draft]) => draft);
  const until = Math.max(...drafts.map(({ expiresAt }) => expiresAt));
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const standing = await getClaim(log.table, identities[0]!);
    if (standing !== undefined && (await isWritten(log, standing))) {
      return await passOver(log, standing, identities);
    }
    const taken = await takeOffsets(log.table, drafts.length, at);
    const { reservation } = taken;
    if (!(await putClaim(log.table, { reservation, identities, until }, standing))) {
      // Nobody needs to wait for what will not come.
      await buryReservation(log.table, reservation);
      continue;
    }
    if ((await writeEvents(log, taken, drafts)) === 'written') return drafts.length;
  }
  throw tooSlow();
}

async function isWritten(log: LogContext, { reservation, until }: Claim): Promise<boolean> {
  const resolved = await resolveReservation(log, {
    ...reservation,
    takenAt: reservation.at,
    expiresAt: until,
  });
  return resolved === 'written';
}

/**
 * How many of the identities a claim has, from its first on. The stream may go on in the middle of it the next time, so
 * what it has beyond them is to be found too.
 */
async function passOver(log: LogContext, claim: Claim, identities: readonly string[]): Promise<number> {
  const differs = claim.identities.findIndex((identity, index) => identity !== identities[index]);
  if (differs === -1) return claim.identities.length;
  await putClaim(log.table, { ...claim, identities: claim.identities.slice(differs) }, undefined);
  return differs;
}
