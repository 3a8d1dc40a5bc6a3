import type { HookRecord } from '../ports/hook-store.ts';

/** The hook that exists from the start, for handlers that are tasks of workflows, or listeners for their waits, and nothing else. */
export const workflowTask: Omit<HookRecord, 'createdAt'> = {
  name: 'workflow.task',
  description: 'For handlers that only workflows run. Nothing needs to fire it.',
};
