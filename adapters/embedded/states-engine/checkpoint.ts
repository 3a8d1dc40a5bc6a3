import type { Database } from '../sqlite/database.ts';
import { errorOutput, type Failure } from './failure.ts';
import type { Json } from './json.ts';
import type { Block, Branch, Children, Live } from './live.ts';

/** Writes rows into the open batch; the database's group commit makes them durable. */
export interface Checkpoints {
  /** Where a branch rests now. Also deletes the rows of Map and Parallel states that were left since. */
  save(branch: Branch): void;
  /** How a branch ended, for its parent to gather. */
  saveEnd(branch: Branch, outcome: { output: Json } | { failure: Failure }): void;
  /** All rows of an execution. */
  forget(execution: Live): void;
}

export function openCheckpoints(database: Database): Checkpoints {
  const insert = database.prepare(
    `INSERT INTO engine_branch (execution, number, definition, name, started_at, execution_input, parent,
       phase, state, entered_at, input, variables, retries, wake_at, token, children, output, last_event)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = database.prepare(
    `UPDATE engine_branch SET phase = ?, state = ?, entered_at = ?, input = ?, variables = ?, retries = ?,
       wake_at = ?, token = ?, children = ?, output = ?, last_event = ? WHERE execution = ? AND number = ?`,
  );
  const deleteAll = database.prepare('DELETE FROM engine_branch WHERE execution = ?');
  const deleteBlock = database.prepare(
    'DELETE FROM engine_branch WHERE execution = ? AND number BETWEEN ? AND ?',
  );

  const collect = (execution: Live): void => {
    for (const { first, count } of execution.garbage) deleteBlock.run(execution.id, first, first + count - 1);
    execution.garbage = [];
  };

  /** @param ended the outcome as JSON; what led to it is then no longer needed */
  const write = (branch: Branch, ended: string | null): void => {
    const { execution } = branch;
    if (execution.garbage.length > 0) collect(execution);
    const over = ended !== null;
    const input = over || branch.input === execution.input ? null : JSON.stringify(branch.input);
    const variables = over ? null : stringifyIfAny(branch.variables);
    const retries = over ? null : stringifyIfAny(branch.retries);
    const children = over || branch.children === undefined ? null : describeChildren(branch.children);
    const wakeAt = branch.wakeAt ?? null;
    const token = branch.token ?? null;
    if (branch.stored) {
      update.run(
        branch.phase,
        branch.state.name,
        branch.enteredAt,
        input,
        variables,
        retries,
        wakeAt,
        token,
        children,
        ended,
        branch.lastEvent,
        execution.id,
        branch.number,
      );
      return;
    }
    const root = branch.parent === undefined;
    insert.run(
      execution.id,
      branch.number,
      root ? execution.machine.definition : null,
      root ? execution.name : null,
      root ? execution.startedAt : null,
      root ? JSON.stringify(execution.input) : null,
      root ? null : branch.parent.number,
      branch.phase,
      branch.state.name,
      branch.enteredAt,
      input,
      variables,
      retries,
      wakeAt,
      token,
      children,
      ended,
      branch.lastEvent,
    );
    branch.stored = true;
    execution.stored = true;
  };

  return {
    save: (branch) => database.write(() => write(branch, null)),
    saveEnd: (branch, outcome) =>
      database.write(() =>
        write(branch, JSON.stringify('output' in outcome ? outcome.output : errorOutput(outcome.failure))),
      ),
    forget: (execution) => {
      if (execution.stored) database.write(() => deleteAll.run(execution.id));
    },
  };
}

function stringifyIfAny(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** The `children` column. */
export interface StoredChildren extends Block {
  readonly concurrency: number;
  readonly toleratedFailures?: number;
  /** Absent when the items are had from the state's input again. */
  readonly items?: readonly Json[];
}

function describeChildren(children: Children): string {
  const { first, count, concurrency, toleratedFailures, items, keepItems } = children;
  return JSON.stringify({
    first,
    count,
    concurrency,
    toleratedFailures,
    items: keepItems ? items : undefined,
  });
}
