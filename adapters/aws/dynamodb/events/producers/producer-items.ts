import * as z from 'zod';
import { sha256Parts } from '../../../../../core/hash.ts';
import type { ProducerKey } from '../../../../../core/ports/event-log.ts';
import { type Key, sortableId } from '../../table.ts';

/*
 * A producer is one item, whose conditional write claims sequence numbers for offsets before the events are written. Only
 * the events of its newest range may be missing: the next range is claimed when those are there. Ranges that find no
 * room in it any more go to items of their own, many at once.
 */

/** Events that were numbered and appended together. */
export interface SequenceRange {
  /** The number of the first. */
  readonly sequence: number;
  readonly count: number;
  /** The offset of the first. */
  readonly offset: number;
}

export interface ProducerState {
  /** Random, new with each opening: nothing from before a closing counts. */
  readonly incarnation: string;
  readonly nextSequence: number;
  /** The newest ones, by sequence. */
  readonly ranges: readonly SequenceRange[];
  /** When the newest range was claimed, milliseconds since the epoch. */
  readonly claimedAt: number;
  /** When the last event of these ranges expires, milliseconds since the epoch. */
  readonly until: number;
}

export const producerPartition = ({ tenantId, clientId }: ProducerKey): string =>
  `producer#${sha256Parts([tenantId, clientId])}`;

export const producerKey = (producer: ProducerKey): Key => ({
  PK: producerPartition(producer),
  SK: 'state',
});

/** Where the ranges are that begin at this one. */
export const rangesKey = (producer: ProducerKey, incarnation: string, sequence: number): Key => ({
  PK: producerPartition(producer),
  SK: `ranges#${incarnation}#${sortableId(sequence)}`,
});

/** `1.100.201 101.5.400`: sequence, count and offset of each. */
export function formatRanges(ranges: readonly SequenceRange[]): string {
  return ranges.map(({ sequence, count, offset }) => `${sequence}.${count}.${offset}`).join(' ');
}

export function parseRanges(text: string): SequenceRange[] {
  if (text === '') return [];
  return text.split(' ').map((range) => {
    const [sequence = 0, count = 0, offset = 0] = range.split('.').map(Number);
    return { sequence, count, offset };
  });
}

const rangesSchema = z.string().transform(parseRanges);

const stateSchema = z.object({
  incarnation: z.string(),
  nextSequence: z.number(),
  ranges: rangesSchema,
  claimedAt: z.number(),
  until: z.number(),
});

export const parseState = (item: unknown): ProducerState => stateSchema.parse(item);

const olderSchema = z.object({ ranges: rangesSchema });

export const parseOlderRanges = (item: unknown): SequenceRange[] => olderSchema.parse(item).ranges;
