import type { Appended, EventDraft, ProducerKey } from '../../../../../core/ports/event-log.ts';
import { MOST_ATTEMPTS, tooSlow } from '../append-events.ts';
import type { LogContext } from '../log-context.ts';
import { buryReservation } from '../put-tombstone.ts';
import { takeOffsets } from '../take-offsets.ts';
import { recordsOf, writeEvents } from '../write-events.ts';
import { claimRange } from './claim-range.ts';
import { completeNewest } from './complete-newest.ts';
import { findOriginals } from './find-originals.ts';
import { getProducer } from './get-producer.ts';

/**
 * Appends what the producer did not send before. The order keeps every number to one event: offsets are taken, the
 * producer's item claims the numbers for them, then the events are written. Whoever stops in between leaves a claim that the next
 * takes back; whoever comes second finds the originals.
 */
export async function sendNumbered(
  log: LogContext,
  drafts: readonly EventDraft[],
  at: number,
  { sequence, ...producer }: ProducerKey & { readonly sequence: number },
): Promise<Appended> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const state = await getProducer(log.table, producer);
    if (state === undefined) return { state: 'no-producer' };
    if (!(await completeNewest(log, producer, state))) continue;
    if (sequence > state.nextSequence) return { state: 'gap', nextSequence: state.nextSequence };

    const duplicates = Math.min(state.nextSequence - sequence, drafts.length);
    const originals = () =>
      duplicates === 0
        ? []
        : findOriginals(log.table, producer, state, sequence, drafts.slice(0, duplicates), at);
    const fresh = drafts.slice(duplicates);
    if (fresh.length === 0) return { state: 'appended', events: await originals(), duplicates };

    const taken = await takeOffsets(log.table, fresh.length, at);
    const { reservation } = taken;
    const until = Math.max(...fresh.map(({ expiresAt }) => expiresAt));
    if (!(await claimRange(log.table, producer, state, reservation, until))) {
      // Nobody needs to wait for what will not come.
      await buryReservation(log.table, reservation);
      continue;
    }
    if ((await writeEvents(log, taken, fresh)) === 'buried') continue;
    return {
      state: 'appended',
      events: [...(await originals()), ...recordsOf(reservation, fresh)],
      duplicates,
    };
  }
  throw tooSlow();
}
