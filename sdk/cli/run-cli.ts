import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { doctorCommand } from './commands/doctor.ts';
import { eventsCommand } from './commands/events.ts';
import { fireCommand } from './commands/fire.ts';
import { firingsCommand } from './commands/firings.ts';
import { handlersCommand } from './commands/handlers.ts';
import { hooksCommand } from './commands/hooks.ts';
import { keysCommand } from './commands/keys.ts';
import { mailCommand } from './commands/mail.ts';
import { namespacesCommand } from './commands/namespaces.ts';
import { registerCommand } from './commands/register.ts';
import { runsCommand } from './commands/runs.ts';
import { startCommand } from './commands/start.ts';
import { testCommand } from './commands/test.ts';
import { usersCommand } from './commands/users.ts';
import { workerCommand } from './commands/worker.ts';
import { workflowCommand } from './commands/workflow.ts';
import { examples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { explainError } from './explain-error.ts';
import type { Io } from './io.ts';

const commands = [
  startCommand,
  hooksCommand,
  registerCommand,
  testCommand,
  handlersCommand,
  fireCommand,
  firingsCommand,
  runsCommand,
  eventsCommand,
  namespacesCommand,
  usersCommand,
  keysCommand,
  mailCommand,
  workflowCommand,
  workerCommand,
  doctorCommand,
];

/**
 * Carries out one command line.
 *
 * @param args without `node` and the script.
 * @returns the exit code; see `exitCodes`.
 */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  const outcome = { exitCode: exitCodes.ok as number };
  const program = createProgram(io);
  for (const add of commands) add(program, { ...io, failed: () => (outcome.exitCode = exitCodes.failed) });
  try {
    await program.parseAsync(args, { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    // Commander has said what it had to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const { text, exitCode } = explainError(error, program.opts().json === true);
    io.err(text);
    return exitCode;
  }
}

function createProgram(io: Io): Command {
  return new Command('hookline')
    .description("Runs people's code at named points of other systems' processes.")
    .version(version(), '--version', 'print the version')
    .helpOption('-h, --help', 'explain the command')
    .option(
      '--endpoint <host:port>',
      'where the platform is, or several, comma separated; else HOOKLINE_ENDPOINT',
    )
    .option(
      '--api-key <key>',
      'who you are; else HOOKLINE_API_KEY, which other users of this machine do not see',
    )
    .option('--json', 'print JSON for programs')
    .hook('preAction', (program, command) => {
      if (command.opts<{ output?: string }>().output === 'json') program.setOptionValue('json', true);
    })
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError('Add --help for help.')
    .exitOverride()
    .addHelpText(
      'after',
      `${examples(
        'hookline start',
        'hookline test report.ts --input @sample.json',
        'hookline register report.ts',
        "hookline fire lab.done --payload '{}' --wait",
      )}\nExit codes: 0 done, 1 failed, 2 wrongly called, 3 not allowed, 4 not found.\n`,
    );
}

/** From source and built alike, package.json is in the folder above. */
function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
