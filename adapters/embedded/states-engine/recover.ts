import type { StoredChildren } from './checkpoint.ts';
import { limitTime } from './end-execution.ts';
import { resumeRetry } from './handle-failure.ts';
import type { Json, JsonObject } from './json.ts';
import { AGAIN, type Branch, type Children, ENTER, type Live, newBranch, type Phase } from './live.ts';
import type { LoadedMachine } from './machine.ts';
import { containerOf, startMore } from './run-children.ts';
import { awaitToken } from './run-task.ts';
import { resumeWait } from './run-wait.ts';
import { enqueue, type Runtime } from './runtime.ts';

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

/**
 * Takes up every execution that an earlier process left unfinished, from the rows of its branches. Tasks that were in
 * flight are called again, unless they had handed their token on.
 *
 * @param machineOf the machine as it was when the execution started, by the key of its definition
 * @param lastEventOf the id of an execution's last history event
 */
export function recoverAll(
  runtime: Runtime,
  machineOf: (definition: number) => LoadedMachine,
  lastEventOf: (execution: string) => number,
): void {
  const rows = runtime.database
    .prepare('SELECT * FROM engine_branch ORDER BY execution, number')
    .all() as unknown as Row[];
  for (let at = 0; at < rows.length; ) {
    let end = at + 1;
    while (end < rows.length && rows[end]!.execution === rows[at]!.execution) end++;
    const own = rows.slice(at, end);
    at = end;
    if (!runtime.live.has(own[0]!.execution)) takeUp(runtime, own, machineOf, lastEventOf);
  }
  runtime.drain();
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
    lastEvent: machine.type === 'STANDARD' ? lastEventOf(first.execution) : 0,
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
