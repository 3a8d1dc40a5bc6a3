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

export function openDefinitions(database: Database, context: LoadingContext): Definitions {
  const loaded = new Map<number, LoadedMachine>();
  const insert = database.prepare(
    'INSERT INTO engine_definition (machine, type, document) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const findKey = database.prepare(
    'SELECT key FROM engine_definition WHERE machine = ? AND type = ? AND document = ?',
  );
  const findNewest = database.prepare(
    'SELECT key, type, document FROM engine_definition WHERE machine = ? ORDER BY key DESC LIMIT 1',
  );
  const find = database.prepare('SELECT machine, type, document FROM engine_definition WHERE key = ?');

  const load = (name: string, machine: Machine): LoadedMachine => {
    // Nothing is stored of a definition that is refused.
    const checked = loadMachine(name, machine, context, 0);
    const document = JSON.stringify(machine.definition);
    database.write(() => insert.run(name, machine.type, document));
    const key = Number(findKey.get(name, machine.type, document)!.key);
    const own = { ...checked, definition: key };
    loaded.set(key, own);
    return own;
  };
  const stored = (key: number): LoadedMachine => {
    const known = loaded.get(key);
    if (known !== undefined) return known;
    const row = find.get(key)!;
    // A task function that is gone by now fails the task that calls it, not the opening.
    const machine = loadMachine(
      String(row.machine),
      { definition: JSON.parse(String(row.document)) as unknown, type: row.type as MachineType },
      { ...context, hasTask: () => true },
      key,
    );
    loaded.set(key, machine);
    return machine;
  };
  return {
    load,
    define(name, machine) {
      const known = findNewest.get(name);
      if (known === undefined) {
        load(name, machine);
        return;
      }
      const same =
        known.type === machine.type &&
        isDeepStrictEqual(JSON.parse(String(known.document)), machine.definition);
      if (same) return;
      throw new EngineError(
        'StateMachineAlreadyExists',
        `The state machine '${name}' has another definition. Choose another name.`,
      );
    },
    find(name) {
      const newest = findNewest.get(name);
      return newest === undefined ? undefined : stored(Number(newest.key));
    },
    stored,
  };
}
