import { readFileSync } from 'node:fs';
import { openDatabase } from '../../adapters/embedded/sqlite/database.ts';
import {
  EngineError,
  type Json,
  openEngine,
  type TaskFunction,
} from '../../adapters/embedded/states-engine/engine.ts';
import { randomIds } from '../../adapters/node/random-ids.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { expressDocument } from '../../core/firing/express-document.ts';
import type { Clock } from '../../core/ports/clock.ts';

/**
 * The document that Step Functions runs, run by the engine that the embedded home runs it with.
 *
 * @param tasks the functions that it calls, by their names in the document
 */
export function openFiringMachines(
  tasks: Readonly<Record<string, TaskFunction>>,
  clock: Clock = systemClock,
): {
  /** Resolves when the execution has ended; rejects when it failed. */
  run(type: 'express' | 'standard', input: string): Promise<void>;
  /** Lets an execution go on that waits for the token; false when none does. */
  answer(token: string): boolean;
  close(): Promise<void>;
} {
  const document = readFileSync(new URL('../../infra/firing.asl.json', import.meta.url), 'utf8');
  const definition = JSON.parse(document.replace(/\$\{(\w+)\}/g, '$1'));
  const database = openDatabase(':memory:');
  const engine = openEngine({
    database,
    clock,
    ids: randomIds(),
    tasks,
    machines: {
      express: { definition: expressDocument(definition), type: 'EXPRESS' },
      standard: { definition, type: 'STANDARD' },
    },
  });
  return {
    async run(type, input) {
      const value: Json = JSON.parse(input);
      const { status } = await engine.finished(engine.start(type, value));
      if (status !== 'SUCCEEDED') throw new Error(`The execution ended as ${status}.`);
    },
    answer(token) {
      try {
        engine.sendTaskSuccess(token, null);
        return true;
      } catch (error) {
        if (error instanceof EngineError) return false;
        throw error;
      }
    },
    async close() {
      await engine.close();
      database.close();
    },
  };
}
