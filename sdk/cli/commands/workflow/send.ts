import type { Command } from 'commander';
import { sendEventTo } from '../../../send-event-to.ts';
import { type AddCommand, connect, print } from '../../command-context.ts';
import { examples } from '../../examples.ts';
import { plainLine } from '../../plain-text.ts';
import { readEventValue } from '../../read-event-value.ts';

/** `hookline workflow send`: an event for one run. */
export const addSendCommand: AddCommand = (workflow, io) => {
  workflow
    .command('send')
    .description('Send an event to a run, which waits for it by wait:http or will.')
    .argument('<run>', 'the id of the run')
    .argument('<key>', 'what the run waits for: the key of the wait:http, or the name of its task')
    .argument(
      '[payload]',
      'JSON, text, @file or - for standard input; what is no JSON is text; null unless given',
    )
    .option('--text', 'the payload is text, whatever it looks like')
    .addHelpText(
      'after',
      examples(
        'hookline workflow send order-17 approval \'{"approved": true}\'',
        'hookline workflow send order-17 report @report.json',
      ),
    )
    .action(
      async (
        run: string,
        key: string,
        argument: string | undefined,
        flags: { text?: boolean },
        command: Command,
      ) => {
        const connection = connect(command);
        const payload = await readEventValue(argument, flags.text === true, io.stdin);
        await sendEventTo(connection, run, key, payload);
        print(command, io, { run, key }, `${plainLine(run)} has its event ${plainLine(key)}.\n`);
      },
    );
};
