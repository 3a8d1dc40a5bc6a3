import { Option } from 'commander';
import type { WorkflowRun } from '../../../../core/contract/workflow-run.ts';
import type { HooklineConnection } from '../../../connection.ts';
import { hasEnded } from '../../../workflow/runs/read-run.ts';
import { waitForWorkflow } from '../../../workflow/runs/wait-for-workflow.ts';
import type { CommandIo } from '../../command-context.ts';
import { seconds } from '../../parse-arguments.ts';
import { stepProgress } from '../../step-progress.ts';

export interface WaitFlags {
  readonly wait?: true | number;
}

/** `--wait [seconds]`. */
export function waitOption(): Option {
  return new Option(
    '--wait [seconds]',
    'wait until it has ended, a day unless given, say what its steps do, and exit with 1 when it did not succeed',
  ).argParser(seconds);
}

const DAY_SECONDS = 86_400;

/**
 * The run, when it has ended where `--wait` asks for that; its steps are told on the way.
 *
 * @param quiet tells nothing, for programs.
 */
export async function waitIfAsked(
  connection: HooklineConnection,
  io: CommandIo,
  run: WorkflowRun,
  { wait }: WaitFlags,
  options: { readonly quiet: boolean; readonly owner?: string | undefined },
): Promise<WorkflowRun> {
  if (wait === undefined) return run;
  const progress = stepProgress();
  const ended = hasEnded(run)
    ? run
    : await waitForWorkflow(connection, run.id, {
        owner: options.owner,
        timeoutSeconds: wait === true ? DAY_SECONDS : wait,
        ...(!options.quiet && { onChange: (changed: WorkflowRun) => io.err(progress(changed)) }),
      });
  if (ended.state !== 'succeeded') io.failed();
  return ended;
}
