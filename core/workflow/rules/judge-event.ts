import { formatEvent } from '../../events/format-event.ts';
import type { EventRecord } from '../../ports/event-log.ts';
import { ExpressionFailed, ExpressionRefused, type Expressions } from '../../ports/expressions.ts';
import type { WorkflowRuleRecord } from '../../ports/workflow-rule-store.ts';
import { parseKeepingDigits } from '../data/exact-numbers.ts';

/** What a rule makes of an event. */
export type Judgement =
  | { readonly acts: boolean; readonly state: string; readonly input: unknown }
  | { readonly problem: string };

/** The state after the event, whether the rule acts, and the input of the run that it would start. */
export async function judgeEvent(
  { expressions }: { readonly expressions: Expressions },
  rule: WorkflowRuleRecord,
  event: EventRecord,
): Promise<Judgement> {
  const told = formatEvent(event);
  const over = (state: string) => `{"event":${told},"state":${state}}`;
  try {
    const state =
      rule.update === undefined ? rule.state : await evaluate(expressions, rule.update, over(rule.state));
    const acts =
      rule.condition === undefined || (await (await expressions.compile(rule.condition)).isTrue(over(state)));
    const input = rule.input === undefined ? told : await evaluate(expressions, rule.input, over(state));
    return { acts, state, input: parseKeepingDigits(input) };
  } catch (error) {
    if (error instanceof ExpressionFailed || error instanceof ExpressionRefused)
      return { problem: error.message };
    throw error;
  }
}

/** As JSON; nothing is null. */
async function evaluate(expressions: Expressions, text: string, input: string): Promise<string> {
  const value = await (await expressions.compile(text)).select(input);
  if (value === undefined) return 'null';
  return typeof value === 'string' ? value : `[${value.join(',')}]`;
}
