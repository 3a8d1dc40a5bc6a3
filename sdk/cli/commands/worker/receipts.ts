import type { Command } from 'commander';
import type { Event } from '../../../../core/contract/event.ts';
import type { HooklineConnection } from '../../../connection.ts';
import { listAllEvents } from '../../../events/list-all-events.ts';
import { listEvents } from '../../../events/list-events.ts';
import { writeExactly } from '../../../exact-json.ts';
import { listen } from '../../../listen/listen.ts';
import { listTaskKinds } from '../../../worker/list-task-kinds.ts';
import { type AddCommand, connect, print, wantsJson } from '../../command-context.ts';
import { offset } from '../../event-options.ts';
import { examples } from '../../examples.ts';
import { formatEventLine } from '../../format-event.ts';
import { onInterrupt } from '../../on-interrupt.ts';
import { time } from '../../parse-arguments.ts';
import { plainJson } from '../../plain-text.ts';

interface Flags {
  readonly follow?: boolean;
  readonly beginOffset?: number;
  readonly beginTime?: Date;
}

/** A receipt with the event that it is for; null when the log has that no more. */
interface Received {
  readonly receipt: Event;
  readonly target: Event | null;
}

/** `hookline worker receipts`: littleflow's receipt log. */
export const addReceiptsCommand: AddCommand = (worker, io) => {
  worker
    .command('receipts')
    .description('Print the receipts of your runs, each with the event that it is for.')
    .option('--follow', 'go on with those that come, until Ctrl-C')
    .option('--begin-offset <offset>', 'only later ones; beats --begin-time', offset)
    .option('--begin-time <time>', 'from this time on: RFC 3339, or how long ago as 15m, 2h, 7d', time)
    .addHelpText(
      'after',
      examples(
        'hookline worker receipts',
        'hookline worker receipts --follow --begin-time 15m',
        'hookline worker receipts --json | jq .[].target.value',
      ),
    )
    .action(async (flags: Flags, command: Command) => {
      const connection = connect(command);
      const { namespace } = await listTaskKinds(connection);
      const filter = { namespace, eventType: 'receipt' };
      const range = { ...filter, afterOffset: flags.beginOffset, startTime: flags.beginTime };
      const found: Received[] = [];
      let last = flags.beginOffset ?? 0;
      for await (const receipt of listAllEvents(connection, range)) {
        const received = await withTarget(connection, receipt);
        last = receipt.offset;
        if (flags.follow === true) io.out(formatOne(command, received));
        else found.push(received);
      }
      if (flags.follow !== true) {
        const text = found.map((received) => formatOne(command, received)).join('');
        print(command, io, found, text === '' ? 'There are no such receipts.\n' : text);
        return;
      }
      const stream = listen(connection, filter, { from: last });
      const release = onInterrupt(() => void stream.stop());
      try {
        for await (const receipt of stream) io.out(formatOne(command, await withTarget(connection, receipt)));
      } finally {
        release();
      }
    });
};

async function withTarget(connection: HooklineConnection, receipt: Event): Promise<Received> {
  const { for: target } = receipt.value as { for?: unknown };
  if (typeof target !== 'number' || target < 1) return { receipt, target: null };
  const { events } = await listEvents(connection, {
    // 0 counts as absent there, and means the same here.
    afterOffset: target - 1,
    endOffset: target,
    limit: 1,
  });
  return { receipt, target: events[0] ?? null };
}

function formatOne(command: Command, { receipt, target }: Received): string {
  if (wantsJson(command)) return plainJson(`${writeExactly({ receipt, target }, 'receipt')}\n`);
  return `${formatEventLine(receipt)}  for ${target === null ? 'an event that is gone\n' : formatEventLine(target)}`;
}
