import type { Clock } from '../../../../core/ports/clock.ts';
import type { EventWait } from '../../../../core/ports/event-waits.ts';
import type { WorkflowRuleRecord } from '../../../../core/ports/workflow-rule-store.ts';
import type { Table } from '../table.ts';
import { type Values, waitsOfAny, waitsOfKey } from './find-event-waits.ts';
import { listRules } from './list-rules.ts';

/** A rule, as far as it says what it looks at. */
export type WatchingRule = Pick<WorkflowRuleRecord, 'tenantId' | 'name' | 'on'>;

/** Who looks at events: steps that wait, and rules. */
export interface WatchedEvents {
  /**
   * The steps that wait for an event of any key, and the rules that are not paused.
   *
   * @param values of the events: steps that want none of them may be left out.
   */
  ofAny(values: Values): Promise<{
    readonly waits: readonly EventWait[];
    readonly rules: readonly WatchingRule[];
  }>;
  /** The steps that wait for an event of this key, likewise; page by page, for who need not know all. */
  ofKey(key: string, values: Values): AsyncIterable<readonly EventWait[]>;
}

/**
 * As the workflows' table has them. All reads are strongly consistent, and find whoever began to look before an event was written
 * that the caller has seen. Rules are kept in memory as long as their mark stays, and `keepMs` at most: one that was written by a
 * process which crashed before it set the mark is seen then.
 */
export function dynamodbWatchedEvents(
  table: Table,
  clock: Pick<Clock, 'now'>,
  keepMs: number,
): WatchedEvents {
  let kept: { mark: string | undefined; until: number; rules: Promise<readonly WatchingRule[]> } | undefined;

  const rulesOf = async (mark: string | undefined): Promise<readonly WatchingRule[]> => {
    if (kept !== undefined && kept.mark === mark && kept.until > clock.now()) return await kept.rules;
    const read = { mark, until: clock.now() + keepMs, rules: watching(table) };
    kept = read;
    try {
      return await read.rules;
    } catch (error) {
      if (kept === read) kept = undefined;
      throw error;
    }
  };

  return {
    async ofAny(values) {
      const { waits, rulesMark } = await waitsOfAny(table, values);
      return { waits, rules: await rulesOf(rulesMark) };
    },
    ofKey: (key, values) => waitsOfKey(table, key, values),
  };
}

async function watching(table: Table): Promise<WatchingRule[]> {
  const rules = await listRules(table, undefined);
  return rules.filter(({ paused }) => !paused).map(({ tenantId, name, on }) => ({ tenantId, name, on }));
}
