import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../adapters/embedded/sqlite/database.ts';
import { openEngine } from '../../adapters/embedded/states-engine/engine.ts';
import { embeddedWorkflowExecutions } from '../../adapters/embedded/workflow-executions.ts';
import { randomIds } from '../../adapters/node/random-ids.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import type { StepContext } from '../../core/ports/workflow-executions.ts';
import { percentile, round } from './percentile.ts';

const EXECUTIONS = 10_000;
const ANSWERED = 1_000;

/** What executions of workflows cost the embedded engine while each waits for a token, and after a restart. */
interface WaitingFigures {
  readonly executions: number;
  readonly bytesEach: number;
  readonly residentMiB: number;
  readonly databaseMiB: number;
  /** Until all are taken up after a restart. */
  readonly recoverMs: number;
  /** The longest time that nothing else was done meanwhile. */
  readonly recoverBlocksMs: number;
  /** Until what a token leads to is on disk. */
  readonly answerP50Ms: number;
  readonly answerP99Ms: number;
}

/** Measures in a process of its own, so that its memory is the engine's. */
export async function measureWaiting(): Promise<WaitingFigures> {
  const options = [
    '--expose-gc',
    // As the platform runs.
    '--max-semi-space-size=32',
    '--conditions=hookline-source',
    fileURLToPath(import.meta.url),
  ];
  return JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' })) as WaitingFigures;
}

const RESOURCE = 'arn:aws:states:::lambda:invoke';
const SHA256 = 'a'.repeat(64);

/** Its task is in flight when the first engine is closed, and executions are taken up by their names. */
const LAST = 'last';

/** Three tasks one after the other, as a graph compiles to: a chain in a branch of a Parallel. */
const document = {
  QueryLanguage: 'JSONata',
  StartAt: 'main',
  States: {
    main: {
      Type: 'Parallel',
      Branches: [{ StartAt: '1', States: { 1: task(1, '2'), 2: task(2, '3'), 3: task(3) } }],
      Output: '{% $states.input %}',
      End: true,
    },
  },
};

function task(node: number, next?: string): object {
  return {
    Type: 'Task',
    Resource: `${RESOURCE}.waitForTaskToken`,
    Arguments: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: so documents name the function.
      FunctionName: '${step}',
      Payload: {
        action: 'start',
        context: '{% $states.input %}',
        node,
        token: '{% $states.context.Task.Token %}',
      },
    },
    Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 6 }],
    Output: '{% $states.input %}',
    ...(next === undefined ? { End: true } : { Next: next }),
  };
}

function open(path: string, onLast: () => void) {
  const database = openDatabase(path);
  const tokens: string[] = [];
  const engine = openEngine({
    database,
    clock: systemClock,
    ids: randomIds(),
    machines: {},
    tasks: {
      async step(payload) {
        const { node, token, context } = payload as unknown as {
          node: number;
          token: string;
          context: StepContext;
        };
        if (context.execution === LAST) {
          onLast();
          return await new Promise<never>(() => undefined);
        }
        if (node === 1) await executions.succeed(token, {});
        else tokens.push(token);
        return null;
      },
    },
  });
  const executions = embeddedWorkflowExecutions(database, engine);
  return {
    engine,
    executions,
    tokens,
    sizeMiB: () => {
      const { bytes } = database
        .prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()')
        .get() as { bytes: number };
      return round(bytes / 2 ** 20);
    },
    async close() {
      await engine.close();
      database.close();
    },
  };
}

async function measure(path: string): Promise<WaitingFigures> {
  const first = open(path, () => undefined);
  await first.executions.define(SHA256, document);
  const before = heapUsed();
  for (let at = 0; at < EXECUTIONS; at++) {
    const started = first.executions.start(SHA256, contextOf(`01KA5N3X8K2M4T${at}`, at));
    if (at % 100 === 99) await started;
  }
  await first.executions.start(SHA256, contextOf(LAST, 0));
  while (first.tokens.length < EXECUTIONS) await turn();
  const bytesEach = Math.round((heapUsed() - before) / EXECUTIONS);
  const residentMiB = Math.round(process.memoryUsage.rss() / 2 ** 20);
  const databaseMiB = first.sizeMiB();
  await first.close();

  const takenUp = Promise.withResolvers<void>();
  const second = open(path, takenUp.resolve);
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const startedAt = performance.now();
  second.engine.recover();
  await takenUp.promise;
  const recoverMs = round(performance.now() - startedAt);
  delays.disable();

  const answers: number[] = [];
  for (let at = 0; at < ANSWERED; at++) {
    const answeredAt = performance.now();
    await second.executions.succeed(first.tokens[(at * 7919) % EXECUTIONS]!, {});
    answers.push(performance.now() - answeredAt);
  }
  await second.close();
  return {
    executions: EXECUTIONS,
    bytesEach,
    residentMiB,
    databaseMiB,
    recoverMs,
    recoverBlocksMs: round(delays.max / 1e6),
    answerP50Ms: round(percentile(answers, 50)),
    answerP99Ms: round(percentile(answers, 99)),
  };
}

function contextOf(execution: string, number: number): StepContext {
  return {
    run: { tenantId: `tenant-${number % 100}`, runId: `01KA5N3X8J6Q0V${number}` },
    execution,
    path: '',
  };
}

function heapUsed(): number {
  globalThis.gc!();
  return process.memoryUsage().heapUsed;
}

if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-bench-'));
  try {
    console.log(JSON.stringify(await measure(join(folder, 'engine.db'))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
