import { type Command, Option } from 'commander';
import type { WorkflowRunState } from '../../../../core/contract/workflow-run.ts';
import type { HooklineConnection } from '../../../connection.ts';
import { listWorkflows } from '../../../workflow/list-workflows.ts';
import { listWorkflowRuns } from '../../../workflow/runs/list-runs.ts';
import { type AddCommand, type CommandIo, connect, print } from '../../command-context.ts';
import { examples } from '../../examples.ts';
import { formatDuration } from '../../format-duration.ts';
import { formatTable } from '../../format-table.ts';
import { formatWorkflowOf } from '../../format-workflow-run.ts';
import { collectOf, wholeNumber } from '../../parse-arguments.ts';
import { plainLine } from '../../plain-text.ts';

const states: readonly WorkflowRunState[] = [
  'pending',
  'running',
  'succeeded',
  'failed',
  'terminating',
  'terminated',
  'cancelled',
];

interface Flags {
  readonly registered?: boolean;
  readonly status?: WorkflowRunState[];
  readonly workflow?: string;
  readonly all?: boolean;
  readonly owner?: string;
  readonly size?: number;
  readonly next?: string;
}

/** `hookline workflow list`: runs, or registered workflows. */
export const addListCommand: AddCommand = (workflow, io) => {
  workflow
    .command('list')
    .description('List your newest runs of workflows, or the workflows that you have registered.')
    .option('--registered', 'the registered workflows')
    .addOption(
      new Option('--status <status>', `only runs that stand so; repeat it for several: ${states.join(', ')}`)
        .choices(states)
        .argParser(collectOf(states)),
    )
    .option('--workflow <name>', 'only runs of this registered workflow')
    .option('--all', 'also runs that other runs have started')
    .option('--owner <user>', "another user's; for admins and viewers")
    .option('--size <number>', 'how many at most; 50 unless given', wholeNumber(1, 200))
    .option('--next <cursor>', 'go on where a page ended')
    .addHelpText(
      'after',
      examples(
        'hookline workflow list --status failed --status terminated',
        'hookline workflow list --workflow ingest --json',
        'hookline workflow list --registered',
      ),
    )
    .action(async (flags: Flags, command: Command) => {
      const connection = connect(command);
      if (flags.registered === true) await listRegistered(connection, io, flags, command);
      else await listRuns(connection, io, flags, command);
    });
};

async function listRegistered(
  connection: HooklineConnection,
  io: CommandIo,
  { owner }: Flags,
  command: Command,
): Promise<void> {
  const workflows = await listWorkflows(connection, { owner });
  const rows = workflows.map(({ name, version, updatedAt, doc }) => [name, version, updatedAt, doc ?? '']);
  const headings = ['WORKFLOW', 'VERSION', 'REGISTERED', 'WHAT IT DOES'];
  print(command, io, workflows, formatTable(headings, rows, 'There are no registered workflows.'));
}

async function listRuns(
  connection: HooklineConnection,
  io: CommandIo,
  { status, workflow, all, owner, size, next }: Flags,
  command: Command,
): Promise<void> {
  const page = await listWorkflowRuns(connection, {
    status,
    workflow,
    startedByRuns: all === true || workflow !== undefined,
    owner,
    size,
    next,
  });
  const rows = page.runs.map((run) => [
    run.id,
    formatWorkflowOf(run),
    run.state,
    run.createdAt,
    run.startedAt === null || run.endedAt === null
      ? ''
      : formatDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt)),
    `${run.startedBy.kind} ${run.startedBy.id}`,
    run.error === null ? '' : `${run.error.name}: ${run.error.message}`,
  ]);
  const headings = ['RUN', 'WORKFLOW', 'STATE', 'CREATED', 'TOOK', 'BY', 'ERROR'];
  const more = page.next === null ? '' : `There are more: --next ${plainLine(page.next, 500)}\n`;
  print(command, io, page, formatTable(headings, rows, 'There are no such runs.') + more);
}
