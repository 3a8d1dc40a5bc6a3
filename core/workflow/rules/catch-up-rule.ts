import { boundSelection, isBoundTo } from '../../events/bound-events.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog, EventRecord } from '../../ports/event-log.ts';
import type { Expressions } from '../../ports/expressions.ts';
import type {
  WorkflowRuleKey,
  WorkflowRuleRecord,
  WorkflowRuleStore,
} from '../../ports/workflow-rule-store.ts';
import { HooklineError } from '../../problem.ts';
import { judgeEvent } from './judge-event.ts';

/** Events read at once. */
const PAGE = 100;

/** How far a rule may lie behind the log before its place is written anew where nothing matches. */
const IDLE_LAG = 10_000;

/** What a rule does about the events that it acts on; each once more after a crash. */
export type RuleActions = (rule: WorkflowRuleRecord, event: EventRecord, input: unknown) => Promise<void>;

export interface CatchUpDeps {
  readonly rules: Pick<WorkflowRuleStore, 'get' | 'put'>;
  readonly events: Pick<EventLog, 'read'>;
  readonly expressions: Expressions;
  readonly act: RuleActions;
  readonly clock: Clock;
}

/**
 * Takes a rule through the events that it has not looked at, one after the other, to the end of the log. Acting comes before
 * the place is written, and can be repeated; an event that the rule fails at is noted, and the next one follows.
 *
 * @returns the rule as it stands then; undefined when it is gone or paused.
 */
export async function catchUpRule(
  deps: CatchUpDeps,
  key: WorkflowRuleKey,
): Promise<WorkflowRuleRecord | undefined> {
  for (;;) {
    const rule = await deps.rules.get(key);
    if (rule === undefined || rule.paused) return undefined;
    const { events, searchedTo } = await deps.events.read(
      boundSelection(rule.on),
      { after: rule.position, upTo: undefined },
      PAGE,
    );
    if (events.length === 0 && searchedTo - rule.position <= IDLE_LAG) return rule;
    await passEvents(deps, rule, events, searchedTo);
  }
}

/** Writes after each event at which something happened, and at the end. Where another was faster, it stops. */
async function passEvents(
  deps: CatchUpDeps,
  before: WorkflowRuleRecord,
  events: readonly EventRecord[],
  searchedTo: number,
): Promise<void> {
  let rule = before;
  for (const event of events) {
    if (!isBoundTo(rule.on, event)) continue;
    const next = { ...(await passEvent(deps, rule, event)), position: event.offset };
    const isPlain = next.acted === rule.acted && next.lastError === rule.lastError;
    rule = { ...next, revision: rule.revision };
    if (isPlain) continue;
    rule = { ...rule, revision: rule.revision + 1 };
    if (!(await deps.rules.put(rule))) return;
  }
  await deps.rules.put({ ...rule, position: searchedTo, revision: rule.revision + 1 });
}

async function passEvent(
  deps: CatchUpDeps,
  rule: WorkflowRuleRecord,
  event: EventRecord,
): Promise<WorkflowRuleRecord> {
  const judgement = await judgeEvent(deps, rule, event);
  const at = deps.clock.now();
  const failed = (message: string) => ({ ...rule, lastError: { offset: event.offset, message, at } });
  if ('problem' in judgement) return failed(judgement.problem);
  const { acts, state, input } = judgement;
  if (!acts) return { ...rule, state };
  try {
    await deps.act(rule, event, input);
  } catch (error) {
    // What cannot succeed later, the queue that is full among it, is no reason to keep the next events waiting.
    if (!(error instanceof HooklineError) || error.status >= 500) throw error;
    return { ...failed(error.message), state };
  }
  return {
    ...rule,
    state: rule.resetState ? rule.initialState : state,
    acted: rule.acted + 1,
    lastActedAt: at,
  };
}
