import type { StepRecord } from '../../ports/workflow-run-store.ts';
import { partId } from '../regions/iteration-parts.ts';

/**
 * The id of the record of a loop, beside the steps of its passes. It says which pass goes on, or was the last.
 *
 * @param path outside of the loop.
 */
export function loopRecordId(path: string, loop: number): string {
  return `${path}${loop}#`;
}

/** The id of the record of a part of an iteration, which has succeeded when all that is in its rounds is through. */
export function partRecordId(path: string, iteration: number, part: number): string {
  return `${partId(path, iteration, part)}#`;
}

/** Whether an id is that of such a record, and of no step. */
export function isEngineRecord(stepId: string): boolean {
  return stepId.endsWith('#');
}

/** Whether it is that of a part. */
export function isPartRecord(stepId: string): boolean {
  return stepId.endsWith(']#');
}

/** The pass that goes on, or was the last, from 0; undefined before there is one. */
export function passOf(record: StepRecord | undefined): number | undefined {
  return record?.work?.pass as number | undefined;
}

/** How many events the passes of a loop, with the loops in them, may have noted in histories so far. */
export function eventsOf(record: StepRecord | undefined): number {
  return (record?.work?.events as number | undefined) ?? 0;
}

/** Whether the loop, or the part, is through. */
export function isThrough(record: StepRecord | undefined): boolean {
  return record?.state === 'succeeded';
}
