import type { ExecutionOptions } from '../contract/execution-options.ts';
import type { Expressions } from '../ports/expressions.ts';
import type { HandlerRecord } from '../ports/handler-store.ts';
import type { SlotRequest, StartRequest } from '../ports/run-limits.ts';
import { concurrencyKeyOf } from './concurrency-key.ts';

/** What holds a run back: slots, a rate of starts, or both. */
export interface HandlerLimits {
  readonly slots?: Pick<SlotRequest, 'group' | 'maxWorkers'>;
  readonly rate?: Pick<StartRequest, 'group' | 'count' | 'periodMs'>;
}

/** Whether anything holds the handler's runs back. */
export function isLimited(
  handler: Pick<ExecutionOptions, 'executor' | 'concurrencyKey' | 'rateLimit'>,
): boolean {
  return (
    handler.executor?.maxWorkers !== undefined ||
    handler.concurrencyKey !== undefined ||
    handler.rateLimit !== undefined
  );
}

/** The rate at which a handler's runs may begin, whatever their input. */
export function rateOf({ id, rateLimit }: HandlerRecord): NonNullable<HandlerLimits['rate']> | undefined {
  if (rateLimit === undefined) return undefined;
  return { group: String(id), count: rateLimit.count, periodMs: rateLimit.perSeconds * 1000 };
}

/**
 * The limits of a handler for an input. They are shared by all its versions; a `concurrencyKey` without `maxWorkers` lets one
 * run go on per value.
 *
 * @throws {ExpressionFailed} when the input has no concurrency key.
 */
export async function limitsFor(
  deps: { expressions: Expressions },
  handler: HandlerRecord,
  input: () => Promise<Uint8Array>,
): Promise<HandlerLimits> {
  const { concurrencyKey, executor } = handler;
  const rate = rateOf(handler);
  const group = String(handler.id);
  const key =
    concurrencyKey === undefined ? undefined : await concurrencyKeyOf(deps, concurrencyKey, await input());
  const maxWorkers = executor?.maxWorkers ?? (key === undefined ? undefined : 1);
  return {
    ...(maxWorkers !== undefined && {
      slots: { group: key === undefined ? group : `${group}:${key}`, maxWorkers },
    }),
    ...(rate !== undefined && { rate }),
  };
}
