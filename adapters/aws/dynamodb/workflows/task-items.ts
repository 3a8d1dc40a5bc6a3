import * as z from 'zod';
import type { OfferedTask } from '../../../../core/ports/task-queue.ts';
import type { WorkflowRunKey } from '../../../../core/ports/workflow-run-store.ts';
import { type Key, sortableId } from '../table.ts';
import { structured } from './json.ts';
import { runPartition } from './run-items.ts';

export type TaskKey = WorkflowRunKey & { readonly stepId: string };

/** Beside the steps of its run, with which it goes. */
export const taskKey = (key: TaskKey): Key => ({ PK: runPartition(key), SK: `task#${key.stepId}` });

/** Orders the tasks of a tenant by kind, and then by the time from which they can be taken. */
export const taskOrder = (kind: string, visibleAt: number): string => `${kind}#${sortableId(visibleAt)}`;

/** Kinds have any characters; the time has always as many. */
export function parseTaskOrder(order: string): { kind: string; visibleAt: number } {
  const end = order.length - sortableId(0).length;
  return { kind: order.slice(0, end - 1), visibleAt: Number(order.slice(end)) };
}

const recordSchema: z.ZodType<Omit<OfferedTask, 'parameters' | 'input'>> = z.object({
  tenantId: z.string(),
  runId: z.string(),
  stepId: z.string(),
  kind: z.string(),
  name: z.string(),
  node: z.number(),
  offeredAt: z.number(),
  visibleAt: z.number(),
  deliveries: z.number(),
  receipt: z.string().nullable(),
  receivedAt: z.number().nullable(),
  revision: z.number(),
});

const offeredSchema: z.ZodType<Pick<OfferedTask, 'parameters' | 'input'>> = z.object({
  parameters: structured.nullable(),
  input: structured,
});

/** What changes when it is taken. */
export const formatTaskRecord = ({
  parameters: _parameters,
  input: _input,
  ...record
}: OfferedTask): string => JSON.stringify(record);

/** What never changes, and may be large. */
export const formatOffered = ({ parameters, input }: OfferedTask): string =>
  JSON.stringify({ parameters, input });

export const parseTask = (record: string, offered: string): OfferedTask => ({
  ...recordSchema.parse(JSON.parse(record)),
  ...offeredSchema.parse(JSON.parse(offered)),
});
