import type { StoredChildren } from './checkpoint.ts';
import { limitTime } from './end-execution.ts';
import { resumeRetry } from './handle-failure.ts';
import type { Json, JsonObject } from './json.ts';
import { AGAIN, type Branch, type Children, ENTER, type Live, newBranch, type Phase } from './live.ts';
import type { LoadedMachine } from './machine.ts';
import { containerOf, startMore } from './run-children.ts';
import { awaitToken } from './run-task.ts';
import { resumeWait } from './run-wait.ts';
import { enqueue, outside, type Runtime } from './runtime.ts';
import { executionOf } from './task-token.ts';

/** A row of `engine_branch`. */
interface Row {
  readonly execution: string;
  readonly number: number;
  readonly definition: number | null;
  readonly name: string | null;
  readonly started_at: number | null;
  readonly execution_input: string | null;
  readonly parent: number | null;
  readonly phase: Phase;
  readonly state: string;
  readonly entered_at: number;
  readonly input: string | null;
  readonly variables: string | null;
  readonly retries: string | null;
  readonly wake_at: number | null;
  readonly token: string | null;
  readonly children: string | null;
  readonly output: string | null;
  readonly last_event: number;
}

/** Executions taken up in one turn of the event loop: some milliseconds. */
const SLICE = 200;

/** Takes executions up from their rows. */
export interface Recovery {
  /**
   * Begins with what an earlier process left unfinished: the first slice is taken up when it returns, the others in the turns that
   * follow. What only waits for tokens is left where it is.
   */
  start(): void;
  /** Takes up the execution with that id, unless it is in memory already, or has ended. */
  execution(id: string): void;
  /** Takes up the execution that waits for the token, if there is one. */
  token(token: string): void;
}

/**
 * Executions go on from the rows of their branches. Tasks that were in flight are called again, unless they had handed their
 * token on.
 *
 * @param machineOf the machine as it was when the execution started, by the key of its definition
 * @param lastEventOf the id of an execution's last history event
 */
export function openRecovery(
  runtime: Runtime,
  machineOf: (definition: number) => LoadedMachine,
  lastEventOf: (execution: string) => number,
): Recovery {
  const { database } = runtime;
  const selectNext = database.prepare(
    'SELECT execution FROM engine_branch WHERE number = 0 AND execution > ? ORDER BY execution LIMIT ?',
  );
  const selectRows = database.prepare('SELECT * FROM engine_branch WHERE execution = ? ORDER BY number');
  const selectOfToken = database.prepare('SELECT execution FROM engine_branch WHERE token = ?');
  const selectIsTimed = database.prepare(
    "SELECT instr(document, 'TimeoutSeconds') + instr(document, 'HeartbeatSeconds') AS timed FROM engine_definition WHERE key = ?",
  );

  const readRows = (id: string): Row[] =>
    runtime.live.has(id) ? [] : (selectRows.all(id) as unknown as Row[]);
  const execution = (id: string): void => {
    const rows = readRows(id);
    if (rows.length > 0) takeUp(runtime, rows, machineOf, lastEventOf);
  };
  const takeUpAfter = (last: string, timed: Map<number, boolean>): void => {
    const next = selectNext.all(last, SLICE) as { execution: string }[];
    for (const { execution: id } of next) {
      const rows = readRows(id);
      if (rows.length === 0) continue;
      const definition = rows[0]!.definition!;
      const isTimed = timed.get(definition) ?? selectIsTimed.get(definition)!.timed !== 0;
      timed.set(definition, isTimed);
      if (isTimed || !restsInRows(rows)) takeUp(runtime, rows, machineOf, lastEventOf);
    }
    runtime.drain();
    if (next.length === SLICE)
      setImmediate(() => outside(runtime, () => takeUpAfter(next.at(-1)!.execution, timed)));
  };
  return {
    start: () => takeUpAfter('', new Map()),
    execution,
    token(token) {
      const id = executionOf(token) ?? selectOfToken.get(token)?.execution;
      if (typeof id === 'string') execution(id);
    },
  };
}

/** Whether an execution was left where nothing but tokens can let it go on, as far as its rows say. */
function restsInRows(rows: readonly Row[]): boolean {
  const children = new Map<number, number>();
  for (const { parent } of rows) if (parent !== null) children.set(parent, (children.get(parent) ?? 0) + 1);
  return rows.every((row) => {
    if (row.phase === 'children') {
      return (JSON.parse(row.children!) as StoredChildren).count === children.get(row.number);
    }
    return row.phase === 'done' || row.phase === 'failed' || (row.phase === 'token' && row.wake_at === null);
  });
}

/** Rebuilds one execution; parents come before their children, whose numbers are higher. */
function takeUp(
  runtime: Runtime,
  rows: readonly Row[],
  machineOf: (definition: number) => LoadedMachine,
  lastEventOf: (execution: string) => number,
): void {
  const first = rows[0]!;
  const machine = machineOf(first.definition!);
  const execution: Live = {
    id: first.execution,
    name: first.name!,
    machine,
    input: JSON.parse(first.execution_input!) as Json,
    startedAt: first.started_at!,
    nextNumber: 1,
    garbage: [],
    lastEvent: machine.keepsHistory ? lastEventOf(first.execution) : 0,
    cancelTimeout: undefined,
    ended: false,
    stored: true,
    root: undefined,
  };
  const branches = new Map<number, Branch>();
  for (const row of rows) {
    const parent = row.parent === null ? undefined : branches.get(row.parent)!;
    const branch = rebuild(execution, row, parent);
    if (row.number === 0) execution.root = branch;
    if (row.children !== null) restoreChildren(branch, row.children);
    execution.nextNumber = Math.max(
      execution.nextNumber,
      branch.number + 1,
      branch.children === undefined ? 0 : branch.children.first + branch.children.count,
    );
    if (parent !== undefined) attach(branch, parent, row.output);
    if (!branch.gone) branches.set(row.number, branch);
  }
  runtime.live.set(execution.id, execution);
  limitTime(runtime, execution);
  for (const branch of branches.values()) goOn(runtime, branch);
  runtime.resting.add(execution);
}

function rebuild(execution: Live, row: Row, parent: Branch | undefined): Branch {
  const position = parent === undefined ? 0 : row.number - parent.children!.first;
  const container = parent === undefined ? execution.machine : containerOf(parent, position);
  return {
    ...newBranch(execution, container, {
      number: row.number,
      parent,
      position,
      input: row.input === null ? execution.input : (JSON.parse(row.input) as Json),
      now: row.entered_at,
    }),
    state: container.states.get(row.state)!,
    variables: row.variables === null ? undefined : (JSON.parse(row.variables) as JsonObject),
    retries: row.retries === null ? undefined : (JSON.parse(row.retries) as number[]),
    phase: row.phase,
    wakeAt: row.wake_at ?? undefined,
    token: row.token ?? undefined,
    stored: true,
    lastEvent: row.last_event,
    gone: row.phase === 'done' || row.phase === 'failed',
  };
}

function restoreChildren(branch: Branch, column: string): void {
  const { first, count, concurrency, toleratedFailures, items } = JSON.parse(column) as StoredChildren;
  branch.children = {
    first,
    count,
    concurrency,
    toleratedFailures,
    items: items ?? plainItems(branch),
    // All branches of a Parallel were started with it, and have rows.
    input: branch.input,
    keepItems: items !== undefined,
    results: new Array(count),
    failed: new Set(),
    live: new Set(),
    known: new Set(),
    next: 0,
    ended: 0,
  };
}

/** Items that were not kept come from a plain path, which gives the same again, and at once. */
function plainItems(branch: Branch): readonly Json[] | undefined {
  if (branch.state.type !== 'Map') return undefined;
  const { items } = branch.state;
  return (items === undefined ? branch.input : items({ branch, input: branch.input })) as readonly Json[];
}

/** Counts a child in, with its outcome when it has one. */
function attach(child: Branch, parent: Branch, output: string | null): void {
  const children = parent.children as Children & { known: Set<number> };
  children.known.add(child.position);
  if (!child.gone) {
    children.live.add(child);
    return;
  }
  children.ended++;
  if (child.phase === 'failed') children.failed.add(child.position);
  else children.results[child.position] = JSON.parse(output!) as Json;
}

/** Does what the branch rested for. */
function goOn(runtime: Runtime, branch: Branch): void {
  const { state } = branch;
  switch (branch.phase) {
    case 'ready':
      enqueue(runtime, branch, ENTER);
      return;
    case 'task':
      enqueue(runtime, branch, AGAIN);
      return;
    case 'token':
      if (state.type === 'Task') awaitToken(runtime, branch, state);
      return;
    case 'wait':
      if (state.type === 'Wait') resumeWait(runtime, branch, state);
      return;
    case 'retry':
      resumeRetry(runtime, branch);
      return;
    case 'children':
      startMore(runtime, branch);
      return;
    case 'done':
    case 'failed':
  }
}
