import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type AddCommand, print, wantsJson } from '../command-context.ts';
import { examples } from '../examples.ts';
import { formatRun } from '../format-run.ts';
import { loadDefinition } from '../load-definition.ts';
import { plainLine } from '../plain-text.ts';
import { readPayload } from '../read-payload.ts';
import { tryHandler } from '../try-handler.ts';

interface TestFlags {
  readonly input: string;
  readonly tags?: string;
  readonly hook?: string;
}

/**
 * `hookline test`: a handler, as the platform would run it. A platform of its own does so, on an empty folder that is removed
 * afterwards: yours learns nothing of it, nothing is mailed, and what the handler fires or registers by `context.hookline` is
 * gone with it.
 */
export const testCommand: AddCommand = (program, io) => {
  program
    .command('test')
    .description(
      "Run a file's handler once as the platform would, with its options, without registering, firing or mailing.",
    )
    .argument('<file>', 'a TypeScript or JavaScript module, as for register')
    .option('--input <json>', 'the payload: @file, - for standard input, or the JSON itself', '{}')
    .option(
      '--tags <tags>',
      'the tags that the firing chooses, with commas between; unless given, the handler runs whatever its tags',
    )
    .option('--hook <name>', "the hook that is fired, in place of the handler's")
    .addHelpText(
      'after',
      `${examples(
        'hookline test report.ts',
        'hookline test report.ts --input @sample.json --tags red,blue',
        'cat sample.json | hookline test report.ts --input - --json',
      )}\nExit codes: 0 it succeeded or was skipped, 1 it failed or did not run for such a firing, 2 wrongly called.\n`,
    )
    .action(async (file: string, flags: TestFlags, command: Command) => {
      const input = await readPayload(flags.input, io.stdin, '--input');
      const { options } = await loadDefinition(file);
      const { openPlatform } = await import('../../../local/open-platform.ts');
      const dataDir = await mkdtemp(join(tmpdir(), 'hookline-test-'));
      const platform = await openPlatform({
        dataDir,
        port: 0,
        host: '127.0.0.1',
        mailFrom: 'hookline@localhost',
        newAdminKey: false,
        log: (line) => io.err(`${plainLine(line, 500)}\n`),
      });
      try {
        const run = await tryHandler(
          { endpoint: platform.url, apiKey: platform.adminKey ?? '' },
          {
            file,
            options: { ...options, hook: flags.hook ?? options.hook },
            input,
            tags: flags.tags?.split(',').map((tag) => tag.trim()),
            onPrinted: wantsJson(command) ? () => {} : io.out,
          },
        );
        if (run === undefined) {
          io.failed();
          const text = notChosen(options.tags ?? [], flags.tags, options.filter);
          print(command, io, { run: null, message: text }, `${text}\n`);
          return;
        }
        if (run.state !== 'succeeded' && run.state !== 'skipped') io.failed();
        // What it printed has been shown.
        print(command, io, { run }, formatRun({ ...run, output: '' }));
      } finally {
        await platform.close(0);
        await rm(dataDir, { recursive: true, force: true });
      }
    });
};

function notChosen(tags: readonly string[], chosen: string | undefined, filter: string | undefined): string {
  const why = [
    ...(tags.length > 0 && chosen !== undefined
      ? [`its tags are ${tags.join(', ')}, and the firing chose ${chosen}`]
      : []),
    ...(filter === undefined ? [] : [`its filter is ${filter}`]),
  ];
  return `The handler does not run for such a firing: ${plainLine(why.join('; '), 500)}.`;
}
