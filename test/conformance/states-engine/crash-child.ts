/**
 * One life of a process that runs a Map: started, killed and started again by the test beside it.
 *
 *     node crash-child.ts DATABASE ITEMS CONCURRENCY
 */
import { writeSync } from 'node:fs';
import { openDatabase } from '../../../adapters/embedded/sqlite/database.ts';
import { openEngine } from '../../../adapters/embedded/states-engine/engine.ts';
import { randomIds } from '../../../adapters/node/random-ids.ts';
import { systemClock } from '../../../adapters/node/system-clock.ts';
import { invoke, single } from './machine-case.ts';

/** What the process tells, one line of JSON each. */
export type Line =
  | { readonly recovered: Readonly<Record<string, string>> }
  | { readonly called: number; readonly by: string }
  | { readonly output: readonly string[] };

const [path = '', items = '', concurrency = ''] = process.argv.slice(2);
const by = `process ${process.pid}`;
const tell = (line: Line): void => void writeSync(1, `${JSON.stringify(line)}\n`);

const database = openDatabase(path);
const engine = openEngine({
  database,
  clock: systemClock,
  ids: randomIds(),
  tasks: {
    work: async (item) => {
      // An effect outside: what led to it is on disk first.
      await database.durable();
      tell({ called: item as number, by });
      await new Promise((resolve) => setImmediate(resolve));
      return by;
    },
  },
  machines: {
    crash: {
      type: 'STANDARD',
      definition: {
        QueryLanguage: 'JSONata',
        ...single({
          Type: 'Map',
          MaxConcurrency: Number(concurrency),
          ItemProcessor: {
            StartAt: 'work',
            States: { work: invoke('work', { Output: '{% $states.result.Payload %}', End: true }) },
          },
          End: true,
        }),
      },
    },
  },
});

const done = database
  .prepare("SELECT number - 1 AS item, output FROM engine_branch WHERE phase = 'done'")
  .all()
  .map(({ item, output }): [string, string] => [String(item), JSON.parse(String(output)) as string]);
tell({ recovered: Object.fromEntries(done) });
engine.recover();

const name = 'only';
const id = isKnown(`crash:${name}`)
  ? `crash:${name}`
  : engine.start(
      'crash',
      Array.from({ length: Number(items) }, (_, at) => at),
      { name },
    );
const { output } = await engine.finished(id);
await database.durable();
tell({ output: output as string[] });
await engine.close();
database.close();

function isKnown(execution: string): boolean {
  return database.prepare('SELECT 1 FROM engine_execution WHERE id = ?').get(execution) !== undefined;
}
