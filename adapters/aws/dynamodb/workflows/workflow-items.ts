import * as z from 'zod';
import { workflowGraphSchema } from '../../../../core/contract/workflow.ts';
import { sha256Parts } from '../../../../core/hash.ts';
import type { WorkflowKey, WorkflowRecord } from '../../../../core/ports/workflow-store.ts';
import { type Key, sortableId } from '../table.ts';
import type { Revised } from './write-revised.ts';

/*
 * A workflow is one item with its newest version; before that is replaced, it is copied to an item of its own. So one conditional
 * write makes a version the newest, and no version is ever in neither place.
 */

/** The workflows of a tenant, by name. */
export const workflowsPartition = (tenantId: string): string => `workflows#${tenantId}`;
export const workflowKey = ({ tenantId, name }: WorkflowKey): Key => ({
  PK: workflowsPartition(tenantId),
  SK: name,
});
/** A version that is not the newest any more. */
export const versionKey = ({ tenantId, name }: WorkflowKey, version: number): Key => ({
  PK: `workflow#${tenantId}#${name}`,
  SK: sortableId(version),
});

/** Where large versions are, for ever. */
export const workflowFolder = ({ tenantId, name }: WorkflowKey): string =>
  `workflows/${sha256Parts([tenantId, name])}/`;

/** A workflow's revisions count its versions. */
export const workflowItem = (
  workflow: WorkflowKey & { version: number },
  text: Record<string, string>,
  writeId: string,
): Revised => ({ ...workflowKey(workflow), ...text, revision: workflow.version + 1, writeId }) as Revised;

const headSchema = z.looseObject({ revision: z.number(), removed: z.literal(true).optional() });

export function parseHead(item: Readonly<Record<string, unknown>>) {
  const { revision, removed } = headSchema.parse(item);
  return { newest: revision - 1, removed: removed === true, item };
}

const workflowSchema: z.ZodType<WorkflowRecord> = z.object({
  tenantId: z.string(),
  owner: z.string(),
  name: z.string(),
  version: z.number(),
  source: z.string().nullable(),
  graph: workflowGraphSchema,
  documentSha256: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
});

export const parseWorkflow = (text: string): WorkflowRecord => workflowSchema.parse(JSON.parse(text));
