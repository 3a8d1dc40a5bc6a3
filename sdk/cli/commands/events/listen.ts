import type { Command } from 'commander';
import type { Event } from '../../../../core/contract/event.ts';
import type { HooklineConnection } from '../../../connection.ts';
import { latestOffset } from '../../../events/latest-offset.ts';
import { timeToOffset } from '../../../events/time-to-offset.ts';
import { writeExactly } from '../../../exact-json.ts';
import { listen } from '../../../listen/listen.ts';
import { type AddCommand, connect, wantsJson } from '../../command-context.ts';
import { type FilterFlags, filterOf, offset, withFilter } from '../../event-options.ts';
import { examples } from '../../examples.ts';
import { formatEventLine } from '../../format-event.ts';
import { onInterrupt } from '../../on-interrupt.ts';
import { outputOption, toYaml, wantsYaml } from '../../output-format.ts';
import { time, wholeNumber } from '../../parse-arguments.ts';
import { plainJson } from '../../plain-text.ts';

interface Flags extends FilterFlags {
  readonly beginOffset?: number;
  readonly beginTime?: Date;
  readonly subscription?: string;
  readonly count?: number;
}

/** `hookline events listen`: a live tail. */
export const addListenCommand: AddCommand = (events, io) => {
  withFilter(events.command('listen').description('Print events as they come, until Ctrl-C.'))
    .option(
      '--begin-offset <offset>',
      'first what came after this offset, 0 for all that is kept; beats --begin-time',
      offset,
    )
    .option('--begin-time <time>', 'first what came from this time on: RFC 3339, or how long ago', time)
    .option(
      '--subscription <name>',
      'go on where the last listener of this name stood, and share the work with others',
    )
    .option('--count <number>', 'end after so many events', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .addOption(outputOption())
    .addHelpText(
      'after',
      examples(
        'hookline events listen model.trained',
        'hookline events listen --namespace lab --begin-time 15m -o json | jq .value',
        "hookline events listen --namespace 'hookline/allen' --type run.failed",
        'hookline events listen --subscription billing --count 1',
      ),
    )
    .action(async (keys: string[], flags: Flags, command: Command) => {
      const connection = connect(command);
      const from = await findStart(connection, flags);
      const stream = listen(connection, filterOf(keys, flags), { from, subscription: flags.subscription });
      const release = onInterrupt(() => void stream.stop());
      try {
        let left = flags.count ?? Number.POSITIVE_INFINITY;
        let last: number | undefined;
        for await (const event of stream) {
          io.out(await formatOne(command, event));
          last = event.offset;
          if (--left === 0) break;
        }
        // An event that is printed was worked on.
        const resume = Math.max(last ?? 0, stream.offset ?? 0);
        if (flags.subscription === undefined) io.err(`To go on: --begin-offset ${resume}\n`);
      } finally {
        release();
      }
    });
};

/** Asks the platform even where that is not needed: a wrong endpoint or key is told at once. */
async function findStart(connection: HooklineConnection, { beginOffset, beginTime }: Flags): Promise<number> {
  const latest = await latestOffset(connection);
  if (beginOffset !== undefined) return beginOffset;
  return beginTime === undefined ? latest : timeToOffset(connection, new Date(beginTime.getTime() - 1));
}

/** JSON is one line for each event, YAML one document. */
async function formatOne(command: Command, event: Event): Promise<string> {
  if (wantsYaml(command)) return `---\n${await toYaml(event)}`;
  return wantsJson(command) ? plainJson(`${writeExactly(event, 'event')}\n`) : formatEventLine(event);
}
