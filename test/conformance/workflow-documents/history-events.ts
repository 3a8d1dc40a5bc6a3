import type { WorkflowGraph } from '../../../core/contract/workflow.ts';
import { compileWorkflow } from '../../../core/workflow/compile/compile-workflow.ts';
import { roundsOfPart } from '../../../core/workflow/regions/iteration-parts.ts';
import { regionsOf } from '../../../core/workflow/regions/regions-of.ts';

/** What the history of a Standard execution may have (AWS Step Functions, "Service quotas", state machine executions). */
export const HISTORY_LIMIT = 25_000;

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Branches?: readonly States[];
  readonly ItemProcessor?: States;
}

interface States {
  readonly States: Readonly<Record<string, State>>;
}

/** The execution has started, and has succeeded or failed. */
const AROUND = 2;

/**
 * The most events that the history of any execution of a graph's document can have without repetitions of calls and with one pass of each
 * loop: those that a history notes for each state (AWS Step Functions API, HistoryEvent), as if all states were gone through.
 */
export function mostEvents(graph: WorkflowGraph): number {
  const { States: all } = compileWorkflow(graph).document as unknown as States;
  const regions = regionsOf(graph);
  const ofPart = (name: string): boolean => /^(rounds|leave) \d+$/.test(name);
  const shared = eventsOf(
    Object.entries(all).filter(([name]) => !ofPart(name)),
    0,
  );
  const parts = Object.entries(all)
    .filter(([name]) => name.startsWith('rounds '))
    .map((state) => {
      const own = new Set(['part', 'fail', 'failed', state[0].replace('rounds', 'leave')]);
      const others = Object.entries(all).filter(([name]) => own.has(name));
      return eventsOf([state, ...others], roundsOfPart(regions, Number(state[0].split(' ')[1])));
    });
  return Math.max(shared, ...parts) + AROUND;
}

function eventsOf(states: readonly (readonly [string, State])[], rounds: number): number {
  return states.reduce((sum, [, state]) => sum + eventsOfState(state, rounds), 0);
}

function eventsOfState({ Type, Resource, Branches = [], ItemProcessor }: State, rounds: number): number {
  const inside = (states: States | undefined): number =>
    states === undefined ? 0 : eventsOf(Object.entries(states.States), rounds);
  switch (Type) {
    case 'Task':
      // Entered, scheduled, started, submitted where it waits for a token, succeeded or failed, exited.
      return Resource?.endsWith('.waitForTaskToken') ? 6 : 5;
    case 'Parallel':
      // Entered, started, succeeded, exited.
      return 4 + Branches.reduce((sum, branch) => sum + inside(branch), 0);
    case 'Map':
      // The same, and each round has started and has succeeded.
      return 4 + rounds * (2 + inside(ItemProcessor));
    case 'Fail':
      return 1;
    default:
      // Entered and exited.
      return 2;
  }
}
