import type { StepRecord } from '../../ports/workflow-run-store.ts';

/**
 * The id of the record of a loop, beside the steps of its passes. It says which pass goes on, or was the last.
 *
 * @param path outside of the loop.
 */
export function loopRecordId(path: string, loop: number): string {
  return `${path}${loop}#`;
}

/** The pass that goes on, or was the last, from 0; undefined before there is one. */
export function passOf(record: StepRecord | undefined): number | undefined {
  return record?.work?.pass as number | undefined;
}

/** Whether the loop is through. */
export function isThrough(record: StepRecord | undefined): boolean {
  return record?.state === 'succeeded';
}

/** Whether an id is that of a loop's record, and of no step. */
export function isLoopRecord(stepId: string): boolean {
  return stepId.endsWith('#');
}
