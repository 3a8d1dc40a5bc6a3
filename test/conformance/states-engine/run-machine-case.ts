import { openDatabase } from '../../../adapters/embedded/sqlite/database.ts';
import {
  type Engine,
  type Execution,
  type HistoryEvent,
  openEngine,
  type TaskFunction,
} from '../../../adapters/embedded/states-engine/engine.ts';
import { randomIds } from '../../../adapters/node/random-ids.ts';
import { manualClock } from '../manual-clock.ts';
import type { Call, MachineCase } from './machine-case.ts';

export interface CaseResult {
  readonly execution: Execution;
  readonly calls: readonly Call[];
  readonly history: readonly HistoryEvent[];
}

/** Virtual time that a case may take. */
const MOST_SECONDS = 400;

/**
 * Runs a case on a clock that a second passes on whenever nothing else is left to do.
 *
 * @param options.restart close the engine right after the start, and let another one recover from the rows
 * @param options.keptResting as the engine's
 */
export async function runMachineCase(
  row: MachineCase,
  { restart = false, ...options }: { restart?: boolean; keptResting?: number } = {},
): Promise<CaseResult> {
  const database = openDatabase(':memory:');
  const clock = manualClock();
  const startedAt = clock.now();
  const ids = randomIds();
  const calls: Call[] = [];
  const second = (): number => (clock.now() - startedAt) / 1000;
  const functions: Record<string, TaskFunction> = { echo: (payload) => payload, ...row.tasks?.() };
  const open = (): Engine => {
    const tasks = Object.fromEntries(
      Object.entries(functions).map(([name, run]): [string, TaskFunction] => [
        name,
        (payload, context) => {
          calls.push({ name, payload, second: second(), context });
          return run(payload, context);
        },
      ]),
    );
    const definition = { QueryLanguage: 'JSONata', ...row.definition };
    return openEngine({
      ...options,
      database,
      clock,
      ids,
      tasks,
      machines: { machine: { definition, type: row.type ?? 'STANDARD' } },
    });
  };

  let engine = open();
  const id = engine.start('machine', row.input ?? {});
  let ended = engine.finished(id);
  if (restart && engine.describe(id).status === 'RUNNING') {
    await engine.close();
    engine = open();
    engine.recover();
    ended = engine.finished(id);
  }
  let execution: Execution | undefined;
  void ended.then((final) => {
    execution = final;
  });
  for (;;) {
    await turn();
    if (execution !== undefined) break;
    row.atSecond?.[second()]?.(engine, calls.at(-1)!);
    await turn();
    if (execution !== undefined) break;
    if (second() >= MOST_SECONDS) throw new Error(`It did not end within ${MOST_SECONDS} virtual seconds.`);
    clock.advance(1000);
  }
  const history = row.type === 'EXPRESS' ? [] : engine.history(id);
  await engine.close();
  database.close();
  return { execution, calls, history };
}

/** Lets everything happen that needs no time. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
