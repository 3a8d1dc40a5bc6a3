import { type Command, Option } from 'commander';
import type { MailState } from '../../../core/contract/firing.ts';
import { getMail } from '../../get-mail.ts';
import { listMails } from '../../list-mails.ts';
import { type AddCommand, connect, print } from '../command-context.ts';
import { examples } from '../examples.ts';
import { formatTable } from '../format-table.ts';
import { wholeNumber } from '../parse-arguments.ts';
import { plainLine, plainText } from '../plain-text.ts';

const states: readonly MailState[] = ['pending', 'sent', 'kept', 'undelivered'];

/** `hookline mail`: the e-mails about runs, sent or kept. */
export const mailCommand: AddCommand = (program, io) => {
  const mail = program.command('mail').description('List and read the e-mails about your runs.');

  mail
    .command('list')
    .description('List the newest e-mails. Without a mail server they are kept, and read here.')
    .addOption(new Option('--state <state>', 'only those that stand so').choices(states))
    .option('--limit <number>', 'how many at most; 100 unless given', wholeNumber(1, 1000))
    .addHelpText('after', examples('hookline mail list', 'hookline mail list --state undelivered'))
    .action(async (flags: { state?: MailState; limit?: number }, command: Command) => {
      const found = await listMails(connect(command), flags);
      const rows = found.map((summary) => [
        summary.id,
        summary.state,
        summary.to,
        summary.subject,
        summary.createdAt,
        summary.lastError ?? '',
      ]);
      const headings = ['ID', 'STATE', 'TO', 'SUBJECT', 'CREATED', 'LAST ERROR'];
      print(command, io, found, formatTable(headings, rows, 'There are no e-mails.'));
    });

  mail
    .command('show')
    .description('Read an e-mail; --json has its HTML too.')
    .argument('<id>', 'as `hookline mail list` shows it: the id of the run')
    .addHelpText('after', examples('hookline mail show vT1c0ZkQxkO7yq0b1x7f2A-3'))
    .action(async (id: string, _: object, command: Command) => {
      const found = await getMail(connect(command), id);
      const head = [
        ['To', found.to],
        ['Subject', found.subject],
        ['State', found.sentAt === null ? found.state : `${found.state} at ${found.sentAt}`],
        ...(found.lastError === null ? [] : [['Last error', found.lastError]]),
      ];
      const lines = head.map(([name = '', value = '']) => `${name}: ${plainLine(value, 500)}\n`).join('');
      print(command, io, found, `${lines}\n${plainText(found.text).trimEnd()}\n`);
    });
};
