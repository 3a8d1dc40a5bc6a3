import type { Command } from 'commander';
import { sendEvent } from '../../../events/send-event.ts';
import { type AddCommand, connect } from '../../command-context.ts';
import { examples } from '../../examples.ts';
import { outputOption, printAs } from '../../output-format.ts';
import { plainLine } from '../../plain-text.ts';
import { readEventValue } from '../../read-event-value.ts';

interface Flags {
  readonly namespace?: string;
  readonly sender?: string;
  readonly type?: string;
  readonly context?: string;
  readonly text?: boolean;
}

/** `hookline events send`: one event. */
export const addSendCommand: AddCommand = (events, io) => {
  events
    .command('send')
    .description('Send an event.')
    .argument('<key>', 'what happened')
    .argument(
      '[value]',
      'JSON, text, @file or - for standard input; what is no JSON is text; null unless given',
    )
    .option('--namespace <name>', 'where it lives; else HOOKLINE_NAMESPACE, else default')
    .option('--sender <name>', 'who says so; your name unless given')
    .option('--type <type>', 'helps to filter')
    .option('--context <text>', 'some context of the event')
    .option('--text', 'the value is text, whatever it looks like')
    .addOption(outputOption())
    .addHelpText(
      'after',
      examples(
        'hookline events send model.trained \'{"loss": 0.1}\' --type dataset',
        'hookline events send greeting "good morning" --namespace lab',
        'hookline events send report @report.json',
        'uptime | hookline events send uptime - --text',
        'hookline events send temperature -- -5',
      ),
    )
    .action(async (key: string, argument: string | undefined, flags: Flags, command: Command) => {
      const connection = connect(command);
      const value = await readEventValue(argument, flags.text === true, io.stdin);
      const { namespace, sender, context } = flags;
      const sent = await sendEvent(connection, {
        key,
        value,
        namespace,
        sender,
        context,
        eventType: flags.type,
      });
      const text = `${plainLine(key)} is sent to ${plainLine(sent.namespace)}, with offset ${sent.offset}.\n`;
      await printAs(command, io, sent, text);
    });
};
