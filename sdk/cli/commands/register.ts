import type { Command } from 'commander';
import { HooklineClientError } from '../../client-error.ts';
import type { HooklineConnection } from '../../connection.ts';
import type { RegisterOptions } from '../../define-handler.ts';
import type { Handler } from '../../handler.ts';
import { register } from '../../register.ts';
import { type AddCommand, connect, print, wantsJson } from '../command-context.ts';
import { examples } from '../examples.ts';
import type { Io } from '../io.ts';
import { loadDefinition } from '../load-definition.ts';
import { collect } from '../parse-arguments.ts';
import { parseObject } from '../parse-object.ts';
import { plainLine } from '../plain-text.ts';
import { readPayload } from '../read-payload.ts';

interface WorkflowFlags {
  readonly workflow?: string;
  readonly name?: string;
  readonly hook?: string;
  readonly tag?: string[];
  readonly onSuccess?: string;
  readonly onFailure?: string;
}

interface Flags extends WorkflowFlags {
  readonly options?: string;
}

/** `hookline register`: handlers from files, or one that starts a workflow. */
export const registerCommand: AddCommand = (program, io) => {
  program
    .command('register')
    .description(
      'Register the handlers of files that default-export defineHandler(options, handler), or one that starts a workflow.',
    )
    .argument('[files...]', 'TypeScript or JavaScript modules; each is bundled with what it imports')
    .option(
      '--options <json>',
      "options of execution in place of the files': @file, - for standard input, or the JSON itself",
    )
    .option('--workflow <workflow>', 'in place of files: one of your workflows, which each run starts')
    .option('--name <name>', 'with --workflow: the name of the handler; that of the workflow unless given')
    .option('--hook <hook>', 'with --workflow: the hook whose firings start it')
    .option('--tag <tag>', 'with --workflow: one of its tags; repeat it for several', collect)
    .option('--on-success <address>', 'with --workflow: where an e-mail goes when it has been started')
    .option('--on-failure <address>', 'with --workflow: where an e-mail goes when it could not be started')
    .addHelpText(
      'after',
      examples(
        'hookline register report.ts',
        'hookline register handlers/*.ts',
        `hookline register report.ts --options '{"retry": {"maxAttempts": 3}, "executor": {"maxWorkers": 2}}'`,
        'hookline register --workflow ingest --hook ctingress.on_complete --on-failure me@example.com',
      ),
    )
    .action(async (files: string[], { options, ...flags }: Flags, command: Command) => {
      refuseMixture(files, flags);
      const instead =
        options === undefined
          ? {}
          : parseObject(await readPayload(options, io.stdin, '--options'), '--options');
      const connection = connect(command);
      const say = (handler: Handler): void => {
        if (!wantsJson(command)) io.out(describe(handler));
      };
      if (flags.workflow === undefined) {
        const handlers = await registerFiles(connection, files, instead, { err: io.err, say });
        if (wantsJson(command)) print(command, io, handlers, '');
        return;
      }
      const handler = await register(connection, {
        name: flags.name ?? flags.workflow,
        hook: flags.hook!,
        notifyOnSuccess: flags.onSuccess ?? null,
        notifyOnFailure: flags.onFailure ?? null,
        ...(flags.tag !== undefined && { tags: flags.tag }),
        ...instead,
        workflow: flags.workflow,
      });
      say(handler);
      if (wantsJson(command)) print(command, io, [handler], '');
    });
};

/** Either files, which say the rest themselves, or a workflow and its hook. */
function refuseMixture(files: readonly string[], flags: WorkflowFlags): void {
  const { workflow, ...others } = flags;
  const [other] = Object.keys(others);
  if (workflow === undefined) {
    if (files.length === 0) throw wrong('Say what to register: files, or --workflow.', 'files');
    if (other !== undefined) throw wrong('Files say themselves what they register as.', other);
    return;
  }
  if (files.length > 0) throw wrong('Give either files or --workflow.', 'files');
  if (flags.hook === undefined) throw wrong('Say whose firings start the workflow: --hook.', 'hook');
}

function wrong(message: string, field: string): HooklineClientError {
  return new HooklineClientError('invalid-argument', message, { field });
}

async function registerFiles(
  connection: HooklineConnection,
  files: readonly string[],
  instead: Partial<RegisterOptions>,
  { err, say }: { err: Io['err']; say: (handler: Handler) => void },
): Promise<Handler[]> {
  // All are loaded before the first is registered: a broken file changes nothing.
  const definitions = [];
  for (const file of files) {
    definitions.push({ file, ...(await inFile(file, err, () => loadDefinition(file))) });
  }
  const handlers: Handler[] = [];
  for (const { file, options } of definitions) {
    const handler = await inFile(file, err, () =>
      register(connection, { ...options, ...instead }, { entry: file }),
    );
    handlers.push(handler);
    say(handler);
  }
  return handlers;
}

/** Says which file an error is about. */
async function inFile<T>(file: string, err: (text: string) => void, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    err(`${plainLine(file, 200)}:\n`);
    throw error;
  }
}

function describe({ id, name, hook, version, tags, workflow }: Handler): string {
  const done = version === 0 ? 'registered' : `replaced, version ${version}`;
  const firings = tags.length === 0 ? 'every firing' : `firings tagged ${tags.join(' or ')}`;
  const does = workflow === undefined ? 'runs' : `starts the workflow ${workflow}`;
  return `${plainLine(name)}: ${done}, id ${id}; ${plainLine(`${does} for ${firings} of ${hook}`, 400)}\n`;
}
