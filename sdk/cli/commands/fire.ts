import type { Command } from 'commander';
import { fire } from '../../fire.ts';
import { waitForFiring } from '../../wait-for-firing.ts';
import { type AddCommand, connect, print, wantsJson } from '../command-context.ts';
import { examples } from '../examples.ts';
import { formatFiring } from '../format-firing.ts';
import { collect, seconds } from '../parse-arguments.ts';
import { plainLine } from '../plain-text.ts';
import { readPayload } from '../read-payload.ts';

interface FireFlags {
  readonly payload: string;
  readonly tag?: string[];
  readonly allHandlers?: boolean;
  readonly idempotencyKey?: string;
  readonly wait?: true | number;
}

/** `hookline fire`: one occurrence of a hook. */
export const fireCommand: AddCommand = (program, io) => {
  program
    .command('fire')
    .description('Fire a hook: every matching handler runs.')
    .argument('<hook>', 'its name')
    .option('--payload <json>', '@file, - for standard input, or the JSON itself; sent byte for byte', '{}')
    .option('--tag <tag>', 'choose the handlers with this tag too; repeat it for several', collect)
    .option('--all-handlers', 'run every handler of the hook, whatever its tags')
    .option('--idempotency-key <key>', 'names this firing: fired again, it is not carried out twice')
    .option(
      '--wait [seconds]',
      'wait for the runs, 60 seconds unless given, and exit with 1 when one failed',
      seconds,
    )
    .addHelpText(
      'after',
      examples(
        'hookline fire ctingress.on_complete --payload @payload.json --wait',
        'hookline fire lab.done --payload \'{"n": 1591844350000000000}\' --tag red --tag blue',
        'cat payload.json | hookline fire lab.done --payload - --idempotency-key "$REQUEST_ID"',
      ),
    )
    .action(async (hook: string, flags: FireFlags, command: Command) => {
      const connection = connect(command);
      const payload = await readPayload(flags.payload, io.stdin, '--payload');
      const fired = await fire(connection, hook, payload, {
        tags: flags.tag,
        allHandlers: flags.allHandlers,
        idempotencyKey: flags.idempotencyKey,
      });
      const done = fired.duplicate ? 'had been fired before under this key, as' : 'is fired as';
      const text = `${plainLine(hook)} ${done} ${plainLine(fired.id)}\n`;
      if (flags.wait === undefined) {
        print(command, io, fired, `${text}See it: hookline firings show ${plainLine(fired.id)}\n`);
        return;
      }
      // Before the waiting, which may end without an answer.
      if (!wantsJson(command)) io.err(text);
      const timeoutSeconds = flags.wait === true ? undefined : flags.wait;
      const firing = await waitForFiring(connection, fired.id, { timeoutSeconds });
      if (firing.counts.failed > 0) io.failed();
      print(command, io, { ...fired, firing }, formatFiring(firing));
    });
};
