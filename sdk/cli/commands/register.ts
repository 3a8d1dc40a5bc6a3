import type { Command } from 'commander';
import type { Handler } from '../../handler.ts';
import { register } from '../../register.ts';
import { type AddCommand, connect, print, wantsJson } from '../command-context.ts';
import { examples } from '../examples.ts';
import { loadDefinition } from '../load-definition.ts';
import { parseObject } from '../parse-object.ts';
import { plainLine } from '../plain-text.ts';
import { readPayload } from '../read-payload.ts';

/** `hookline register`: handlers from files. */
export const registerCommand: AddCommand = (program, io) => {
  program
    .command('register')
    .description('Register the handlers of files that default-export defineHandler(options, handler).')
    .argument('<files...>', 'TypeScript or JavaScript modules; each is bundled with what it imports')
    .option(
      '--options <json>',
      "options of execution in place of the files': @file, - for standard input, or the JSON itself",
    )
    .addHelpText(
      'after',
      examples(
        'hookline register report.ts',
        'hookline register handlers/*.ts',
        `hookline register report.ts --options '{"retry": {"maxAttempts": 3}, "executor": {"maxWorkers": 2}}'`,
      ),
    )
    .action(async (files: string[], flags: { options?: string }, command: Command) => {
      const instead =
        flags.options === undefined
          ? {}
          : parseObject(await readPayload(flags.options, io.stdin, '--options'), '--options');
      const connection = connect(command);
      // All are loaded before the first is registered: a broken file changes nothing.
      const definitions = [];
      for (const file of files) {
        definitions.push({ file, ...(await inFile(file, io.err, () => loadDefinition(file))) });
      }
      const handlers: Handler[] = [];
      for (const { file, options } of definitions) {
        const handler = await inFile(file, io.err, () =>
          register(connection, { ...options, ...instead }, { entry: file }),
        );
        handlers.push(handler);
        if (!wantsJson(command)) io.out(describe(handler));
      }
      if (wantsJson(command)) print(command, io, handlers, '');
    });
};

/** Says which file an error is about. */
async function inFile<T>(file: string, err: (text: string) => void, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    err(`${plainLine(file, 200)}:\n`);
    throw error;
  }
}

function describe({ id, name, hook, version, tags }: Handler): string {
  const done = version === 0 ? 'registered' : `replaced, version ${version}`;
  const runs = tags.length === 0 ? 'every firing' : `firings tagged ${tags.join(' or ')}`;
  return `${plainLine(name)}: ${done}, id ${id}; runs for ${plainLine(`${runs} of ${hook}`, 200)}\n`;
}
