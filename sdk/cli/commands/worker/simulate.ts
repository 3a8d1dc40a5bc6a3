import { type Command, InvalidArgumentError } from 'commander';
import { limits } from '../../../../core/contract/limits.ts';
import { latestOffset } from '../../../events/latest-offset.ts';
import { listen } from '../../../listen/listen.ts';
import { sleep } from '../../../retry.ts';
import { listTaskKinds } from '../../../worker/list-task-kinds.ts';
import { type Worker, worker } from '../../../worker/worker.ts';
import { type AddCommand, connect, wantsJson } from '../../command-context.ts';
import { examples } from '../../examples.ts';
import { onInterrupt } from '../../on-interrupt.ts';
import { collect, seconds, wholeNumber } from '../../parse-arguments.ts';
import { plainJson, plainLine } from '../../plain-text.ts';
import { type Simulated, simulateTask } from '../../simulate-task.ts';

interface Flags {
  readonly kind?: string[];
  readonly waitSeconds: number;
  readonly failures: number;
  readonly concurrency: number;
}

/** `hookline worker simulate`: littleflow's worker that only takes its time. */
export const addSimulateCommand: AddCommand = (program, io) => {
  program
    .command('simulate')
    .description(
      'Do tasks as if: each takes a while, gives its input as output, and some fail. Until Ctrl-C.',
    )
    .option('--kind <kind>', 'tasks of this kind; repeat it for several; of all kinds unless given', collect)
    .option('--wait-seconds <seconds>', 'how long a task takes at most; how long is chance', seconds, 3)
    .option('--failures <percent>', 'how many of a hundred fail, as 10%', percent, 0)
    .option(
      '--concurrency <number>',
      'tasks of a kind that are worked on at once',
      wholeNumber(1, limits.task.claimed),
      1,
    )
    .addHelpText(
      'after',
      `${examples(
        'hookline worker simulate',
        'hookline worker simulate --wait-seconds 3 --failures 10%',
        'hookline worker simulate --kind fetch --kind archive --concurrency 10 --json',
      )}\nThe first Ctrl-C finishes the tasks that it has, the second does not.\n`,
    )
    .action(async (flags: Flags, command: Command) => {
      const connection = connect(command);
      const tell = (done: Simulated): void =>
        io.out(wantsJson(command) ? plainJson(`${JSON.stringify(done)}\n`) : formatDone(done));
      const work = simulateTask(flags, { random: Math.random, sleep }, tell);

      const workers = new Map<string, Worker>();
      const failures: unknown[] = [];
      const begin = (kind: string): void => {
        if (workers.has(kind)) return;
        const begun = worker(connection, kind, work, {
          concurrency: flags.concurrency,
          receipts: 'hookline worker simulate',
        });
        workers.set(kind, begun);
        io.err(`Does the tasks of the kind ${plainLine(kind)}.\n`);
        begun.ended.catch((error: unknown) => {
          failures.push(error);
          stop();
        });
      };
      // Before the kinds are listed, so that none is missed between the two.
      const from = flags.kind === undefined ? await latestOffset(connection) : undefined;
      const { kinds, namespace } = await listTaskKinds(connection);
      const starts =
        from === undefined ? undefined : listen(connection, { namespace, eventType: 'start-task' }, { from });
      const stop = (): void => {
        void starts?.stop();
        for (const begun of workers.values()) void begun.stop();
      };
      const release = onInterrupt(stop);
      try {
        for (const kind of flags.kind ?? kinds.map((found) => found.kind)) begin(kind);
        if (starts !== undefined) for await (const { key } of starts) begin(key);
        await Promise.allSettled([...workers.values()].map(({ ended }) => ended));
      } finally {
        stop();
        release();
      }
      if (failures.length > 0) throw failures[0];
    });
};

function formatDone({ kind, runId, stepId, status, seconds: took }: Simulated): string {
  const what = status === 'SUCCESS' ? 'succeeded' : 'failed';
  return `${plainLine(kind)} ${stepId} of ${plainLine(runId)} ${what} after ${took} s\n`;
}

/** `10%` or `10`, as a share from 0 to 1. */
function percent(text: string): number {
  const value = Number(text.replace(/%$/, ''));
  if (!/^\d+(?:\.\d+)?%?$/.test(text) || value > 100) {
    throw new InvalidArgumentError('It must be from 0% to 100%.');
  }
  return value / 100;
}
