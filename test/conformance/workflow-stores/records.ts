import type { WorkflowGraph } from '../../../core/contract/workflow.ts';
import type { EventBox } from '../../../core/ports/event-boxes.ts';
import type { EventWait } from '../../../core/ports/event-waits.ts';
import type { LatchRecord } from '../../../core/ports/latch-store.ts';
import type { OfferedTask } from '../../../core/ports/task-queue.ts';
import type { StepRecord, WorkflowRunRecord } from '../../../core/ports/workflow-run-store.ts';
import type { WorkflowRecord } from '../../../core/ports/workflow-store.ts';

const MEBIBYTE = 1024 * 1024;

/** A JSON value of a little less than a mebibyte, whose characters take more than one byte. */
export const large = { text: 'ü𝕊 '.repeat(MEBIBYTE / 8) };

/** A chain of so many tasks. */
export function graphOf(nodes: number): WorkflowGraph {
  return {
    name: 'report',
    doc: 'Übersicht',
    parameters: { depth: 2 },
    tasks: [],
    nodes: Array.from({ length: nodes }, (_, index) => ({
      index,
      scope: null,
      at: { line: index + 1, column: 1 },
      kind: 'task',
      name: `task-${index}`,
      base: `task-${index}`,
      parameters: { index },
      merge: false,
      guard: { language: 'jsonata', expression: `index = ${index}` },
    })),
    edges: Array.from({ length: nodes - 1 }, (_, from) => ({ from, to: from + 1, loop: false })),
  };
}

export const workflow = (more: Partial<WorkflowRecord> = {}): WorkflowRecord => ({
  tenantId: 't1',
  owner: 'allen',
  name: 'report',
  version: 0,
  source: 'fetch → check',
  graph: graphOf(2),
  documentSha256: 'a'.repeat(64),
  createdAt: 1000,
  updatedAt: 1000,
  ...more,
});

export const run = (more: Partial<WorkflowRunRecord> = {}): WorkflowRunRecord => ({
  tenantId: 't1',
  runId: 'run-1',
  owner: 'allen',
  name: 'report',
  workflow: { name: 'report', version: 3 },
  source: 'fetch → check',
  graph: graphOf(2),
  documentSha256: 'a'.repeat(64),
  targets: {
    fetch: { kind: 'handler', handlerId: 7, version: 2 },
    check: { kind: 'worker' },
    'wait:delay': { kind: 'built-in' },
    other: { kind: 'workflow', name: 'other', version: 0 },
  },
  state: 'running',
  input: { url: 'https://example.com', list: [1, null, 'a'] },
  output: null,
  error: null,
  metadata: { ticket: 17, tags: ['a'] },
  catchErrors: true,
  parent: { runId: 'parent', stepId: '4[2].7', depth: 1 },
  eventsAfter: 12,
  execution: 'run-1-1',
  startedBy: { kind: 'user', id: 'allen' },
  createdAt: 1000,
  startedAt: 1001,
  endedAt: null,
  expiresAt: null,
  revision: 1,
  ...more,
});

export const step = (more: Partial<StepRecord> = {}): StepRecord => ({
  tenantId: 't1',
  runId: 'run-1',
  stepId: '1',
  node: 1,
  state: 'active',
  startedAt: 2000,
  endedAt: null,
  output: null,
  error: null,
  token: { value: 'token', execution: 'run-1-1' },
  work: { kind: 'firing', id: 'f' },
  revision: 1,
  ...more,
});

export const eventWait = (more: Partial<EventWait> = {}): EventWait => ({
  tenantId: 't1',
  runId: 'run-1',
  stepId: '1',
  key: 'a',
  namespace: undefined,
  sender: undefined,
  eventType: undefined,
  after: 0,
  match: undefined,
  ...more,
});

export const eventBox = (more: Partial<EventBox> = {}): EventBox => ({
  tenantId: 't1',
  runId: 'run-1',
  key: 'approved',
  stepId: null,
  event: { payload: { by: 'allen' }, sentAt: 3000 },
  revision: 1,
  ...more,
});

export const latch = (more: Partial<LatchRecord> = {}): LatchRecord => ({
  tenantId: 't1',
  name: 'ready',
  count: 3,
  counted: ['run-1 4', 'run-2 5#1.7'],
  waiting: [{ runId: 'run-1', stepId: '7' }],
  waking: [
    { runId: 'run-2', stepId: '3' },
    { runId: 'run-3', stepId: '4[2].7' },
  ],
  revision: 1,
  ...more,
});

export const task = (more: Partial<OfferedTask> = {}): OfferedTask => ({
  tenantId: 't1',
  runId: 'run-1',
  stepId: '1',
  kind: 'sleep',
  name: 'nap',
  node: 1,
  parameters: { seconds: 3 },
  input: [{ a: 1 }],
  offeredAt: 1000,
  visibleAt: 1000,
  deliveries: 0,
  receipt: null,
  receivedAt: null,
  revision: 1,
  ...more,
});
