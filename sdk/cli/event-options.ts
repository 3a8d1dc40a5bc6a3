import type { Command } from 'commander';
import type { EventFilter, EventRange } from '../events/event.ts';
import { time, wholeNumber } from './parse-arguments.ts';

/** What `--namespace`, `--sender` and `--type` say. */
export interface FilterFlags {
  readonly namespace?: string;
  readonly sender?: string;
  readonly type?: string;
}

/** What `--begin-offset`, `--begin-time` and `--end-offset` say. */
export interface RangeFlags extends FilterFlags {
  readonly beginOffset?: number;
  readonly beginTime?: Date;
  readonly endOffset?: number;
}

/** An argument or option that is an offset. */
export const offset: (text: string) => number = wholeNumber(0, Number.MAX_SAFE_INTEGER);

/** Adds the options that choose among events. */
export function withFilter(command: Command): Command {
  return command
    .argument('[keys...]', 'events with any of these keys; all keys unless given, as "*" says')
    .option('--namespace <name>', 'only events of this namespace; all that you may read unless given')
    .option('--sender <name>', 'only events of this sender')
    .option('--type <type>', 'only events of this type');
}

/** Adds the options that choose a part of the log. */
export function withRange(command: Command): Command {
  return withFilter(command)
    .option('--begin-offset <offset>', 'only later events, this not among them; beats --begin-time', offset)
    .option('--begin-time <time>', 'from this time on: RFC 3339, or how long ago as 15m, 2h, 7d', time)
    .option('--end-offset <offset>', 'up to this one', offset);
}

export function filterOf(keys: readonly string[], { namespace, sender, type }: FilterFlags): EventFilter {
  return { keys, namespace, sender, eventType: type };
}

export function rangeOf(keys: readonly string[], flags: RangeFlags): EventRange {
  return {
    ...filterOf(keys, flags),
    afterOffset: flags.beginOffset,
    startTime: flags.beginTime,
    endOffset: flags.endOffset,
  };
}
