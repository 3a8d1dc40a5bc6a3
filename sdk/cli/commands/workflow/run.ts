import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { HooklineClientError } from '../../../client-error.ts';
import { parseExactly } from '../../../exact-json.ts';
import { startWorkflow, type WorkflowToStart } from '../../../workflow/runs/start-workflow.ts';
import { type AddCommand, connect, print, wantsJson } from '../../command-context.ts';
import { examples } from '../../examples.ts';
import { formatWorkflowRun } from '../../format-workflow-run.ts';
import { loadWorkflow } from '../../load-workflow.ts';
import { wholeNumber } from '../../parse-arguments.ts';
import { parseObject } from '../../parse-object.ts';
import { plainLine } from '../../plain-text.ts';
import { readPayload } from '../../read-payload.ts';
import { showingErrors } from '../../refuse-workflow.ts';
import { type WaitFlags, waitIfAsked, waitOption } from './wait-option.ts';

interface Flags extends WaitFlags {
  readonly input?: string;
  readonly runId?: string;
  readonly metadata?: string;
  readonly atVersion?: number;
  readonly catchErrors?: boolean;
}

/** `hookline workflow run`: starts a run. */
export const addRunCommand: AddCommand = (workflow, io) => {
  workflow
    .command('run')
    .description('Run a workflow: that of a file, or a registered one.')
    .argument(
      '<file-or-name>',
      'a text, a module that default-exports a workflow, - for standard input; or a name',
    )
    .option(
      '--input <json>',
      'what it is started with: @file, - for standard input, or the JSON itself; {} unless given',
    )
    .option('--run-id <id>', 'names the run; one that failed or was terminated is restarted')
    .option('--metadata <json>', 'a JSON object to find it by: @file, or the JSON itself')
    .option('--at-version <number>', 'of a registered workflow; the newest unless given', wholeNumber(0, 1e9))
    .option('--catch-errors', 'its outcome is a value to who waits for it: {result, error}')
    .addOption(waitOption())
    .addHelpText(
      'after',
      `${examples(
        'hookline workflow run ingest.flow --input \'{"file": "a.csv"}\' --wait',
        'hookline workflow run ingest.ts --input @input.json --wait 600',
        'hookline workflow run ingest --run-id monday --metadata \'{"for": "lab"}\'',
        "echo 'fetch -> check | archive -> report' | hookline workflow run -",
      )}\nExit codes with --wait: 0 it succeeded, 1 it did not.\n`,
    )
    .action(async (fileOrName: string, flags: Flags, command: Command) => {
      const chosen = await choose(fileOrName, flags.atVersion, io.stdin);
      const input =
        flags.input === undefined
          ? undefined
          : parseInput(await readPayload(flags.input, io.stdin, '--input'));
      const metadata =
        flags.metadata === undefined
          ? undefined
          : parseObject(
              await readPayload(flags.metadata, io.stdin, '--metadata'),
              '--metadata',
              parseExactly,
            );
      const connection = connect(command);
      const { runId, catchErrors } = flags;
      const text = 'source' in chosen ? chosen.source : undefined;
      const started = await showingErrors(io, fileOrName, text, () =>
        startWorkflow(connection, chosen, { runId, input, metadata, catchErrors }),
      );
      if (flags.wait !== undefined && !wantsJson(command))
        io.err(`${plainLine(started.id, 200)} is ${started.state}.\n`);
      const run = await waitIfAsked(connection, io, started, flags, { quiet: wantsJson(command) });
      const said =
        flags.wait === undefined ? `${plainLine(run.id, 200)} is ${run.state}.\n` : formatWorkflowRun(run);
      print(command, io, run, said);
    });
};

async function choose(
  fileOrName: string,
  version: number | undefined,
  stdin: AsyncIterable<Uint8Array>,
): Promise<WorkflowToStart> {
  // What cannot be a name is a file, which is said not to be there.
  const isFile = fileOrName === '-' || /[./\\]/.test(fileOrName) || existsSync(fileOrName);
  if (!isFile || version !== undefined) return { name: fileOrName, version };
  const loaded = await loadWorkflow(fileOrName, stdin);
  return 'source' in loaded ? { source: loaded.source } : { graph: loaded.graph };
}

function parseInput(json: string | Uint8Array): unknown {
  try {
    return parseExactly(typeof json === 'string' ? json : new TextDecoder().decode(json));
  } catch (cause) {
    throw new HooklineClientError('invalid-argument', '--input must be JSON.', { field: '--input', cause });
  }
}
