import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../sqlite/database.ts';
import { EngineError } from './errors.ts';
import { type LoadingContext, loadMachine, type Machine } from './load-machine.ts';
import type { LoadedMachine, MachineType } from './machine.ts';

/** Definitions are stored, so that a running execution stays with the one it started with, as in Step Functions. */
export interface Definitions {
  /** @throws UnsupportedState */
  load(name: string, machine: Machine): LoadedMachine;
  /**
   * Adds a machine that later processes find, too.
   *
   * @throws UnsupportedState; EngineError `StateMachineAlreadyExists` when the name has another definition
   */
  define(name: string, machine: Machine): void;
  /** The machine that was defined under the name. */
  find(name: string): LoadedMachine | undefined;
  /** The definition that a stored execution started with. */
  stored(key: number): LoadedMachine;
}

/** Machines kept ready that no execution runs; the others are loaded again when they are needed, in a millisecond or two. */
const KEPT = 100;

export function openDefinitions(database: Database, context: LoadingContext): Definitions {
  /** Executions keep theirs in memory; these find it. */
  const loaded = new Map<number, WeakRef<LoadedMachine>>();
  /** The last ones that were asked for, the latest at the end. */
  const recent = new Map<number, LoadedMachine>();
  const insert = database.prepare(
    'INSERT INTO engine_definition (machine, type, document, history) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const findKey = database.prepare(
    'SELECT key FROM engine_definition WHERE machine = ? AND type = ? AND document = ?',
  );
  const findNewest = database.prepare('SELECT max(key) AS key FROM engine_definition WHERE machine = ?');
  const find = database.prepare(
    'SELECT machine, type, document, history FROM engine_definition WHERE key = ?',
  );

  const keepReady = (machine: LoadedMachine): LoadedMachine => {
    const { definition: key } = machine;
    recent.delete(key);
    recent.set(key, machine);
    if (recent.size > KEPT) recent.delete(recent.keys().next().value!);
    return machine;
  };
  const remember = (machine: LoadedMachine): LoadedMachine => {
    loaded.set(machine.definition, new WeakRef(machine));
    return keepReady(machine);
  };
  const load = (name: string, machine: Machine): LoadedMachine => {
    // Nothing is stored of a definition that is refused.
    const checked = loadMachine(name, machine, context, 0);
    const document = JSON.stringify(machine.definition);
    database.write(() => insert.run(name, machine.type, document, Number(checked.keepsHistory)));
    const key = Number(findKey.get(name, machine.type, document)!.key);
    return remember({ ...checked, definition: key });
  };
  const read = (key: number): { name: string; machine: Machine } => {
    const { machine, type, document, history } = find.get(key)!;
    return {
      name: String(machine),
      machine: {
        definition: JSON.parse(String(document)) as unknown,
        type: type as MachineType,
        history: history === 1,
      },
    };
  };
  const stored = (key: number): LoadedMachine => {
    const known = loaded.get(key)?.deref();
    if (known !== undefined) return keepReady(known);
    const { name, machine } = read(key);
    // A task function that is gone by now fails the task that calls it, not the opening.
    return remember(loadMachine(name, machine, { ...context, hasTask: () => true }, key));
  };
  const newestOf = (name: string): number | undefined => {
    const key = findNewest.get(name)?.key;
    return typeof key === 'number' ? key : undefined;
  };
  return {
    load,
    define(name, machine) {
      const key = newestOf(name);
      if (key === undefined) {
        load(name, machine);
        return;
      }
      const { machine: known } = read(key);
      if (known.type === machine.type && isDeepStrictEqual(known.definition, machine.definition)) return;
      throw new EngineError(
        'StateMachineAlreadyExists',
        `The state machine '${name}' has another definition. Choose another name.`,
      );
    },
    find(name) {
      const key = newestOf(name);
      return key === undefined ? undefined : stored(key);
    },
    stored,
  };
}
