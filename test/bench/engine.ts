import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../adapters/embedded/sqlite/database.ts';
import { openEngine } from '../../adapters/embedded/states-engine/engine.ts';
import { randomIds } from '../../adapters/node/random-ids.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { round } from './percentile.ts';

const EXECUTIONS = 20_000;
const IN_FLIGHT = 32;

/** Executions a second, and CPU microseconds of each. */
interface EngineFigures {
  readonly perSecond: number;
  readonly cpuUs: number;
}

/**
 * The embedded engine alone, 32 executions in flight: the states of a firing with one run (Map, invoke, Choice, notify,
 * Pass, Choice, Succeed), with task functions that do nothing. In memory; and on disk, where each task and the end wait
 * until what led to them is durable. Run on its own by `node test/bench/engine.ts`.
 */
export async function measureEngine(): Promise<{ memory: EngineFigures; durable: EngineFigures }> {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-bench-'));
  try {
    return {
      memory: await measure(':memory:', false),
      durable: await measure(join(folder, 'engine.db'), true),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const definition = {
  QueryLanguage: 'JSONata',
  StartAt: 'each run',
  States: {
    'each run': {
      Type: 'Map',
      Items: '{% $states.input.runs %}',
      ItemSelector: { firingId: '{% $states.input.firingId %}', run: '{% $states.context.Map.Item.Value %}' },
      ItemProcessor: {
        StartAt: 'invoke',
        States: {
          invoke: task('invoke', {
            Assign: { settled: '{% $states.result.Payload %}' },
            Output: '{% $states.input %}',
            Next: 'decide',
          }),
          decide: {
            Type: 'Choice',
            Choices: [{ Condition: "{% $settled.next = 'notify' %}", Next: 'notify' }],
            Default: 'done',
          },
          notify: task('notify', { Next: 'done' }),
          done: { Type: 'Pass', Output: {}, End: true },
        },
      },
      Output: { onlyRun: '{% $states.input.onlyRun %}' },
      Next: 'only run',
    },
    'only run': {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input.onlyRun %}', Next: 'finished' }],
      Default: 'finished',
    },
    finished: { Type: 'Succeed' },
  },
};

function task(functionName: string, more: object): object {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: functionName, Payload: '{% $states.input %}' },
    Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 6 }],
    ...more,
  };
}

/** @param durable whether each task waits until what led to it is on disk, as one with effects outside does */
async function measure(path: string, durable: boolean): Promise<EngineFigures> {
  const database = openDatabase(path);
  const engine = openEngine({
    database,
    clock: systemClock,
    ids: randomIds(),
    tasks: {
      invoke: async () => {
        if (durable) await database.durable();
        return { next: 'notify' };
      },
      notify: async () => {
        if (durable) await database.durable();
        return {};
      },
    },
    machines: { firing: { definition, type: 'EXPRESS' } },
  });
  const run = async (number: number): Promise<void> => {
    const worker = async (share: number): Promise<void> => {
      for (let at = 0; at < share; at++) {
        const input = { firingId: `firing-${at}`, runs: [{ handlerId: 7, version: 1 }], onlyRun: true };
        await engine.finished(engine.start('firing', input));
        if (durable) await database.durable();
        else if (at % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, () => worker(Math.ceil(number / IN_FLIGHT))));
  };
  await run(EXECUTIONS / 10);
  const cpu = process.cpuUsage();
  const start = performance.now();
  await run(EXECUTIONS);
  const elapsedMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  await engine.close();
  database.close();
  return {
    perSecond: Math.round((EXECUTIONS / elapsedMs) * 1000),
    cpuUs: round((user + system) / EXECUTIONS),
  };
}

if (import.meta.main) console.log(await measureEngine());
