import type { State, States } from './states.ts';

/** States in the order in which they are gone through, for those who read them. */
export function statesInOrder(first: string, states: Readonly<Record<string, State>>): States {
  const reached = new Set([first]);
  for (const name of reached) for (const next of leadingTo(states[name]!)) reached.add(next);
  return {
    StartAt: first,
    States: Object.fromEntries([...reached].map((name) => [name, states[name]!])),
  };
}

function leadingTo({ Choices = [], Catch = [], Next, Default }: State): string[] {
  const others = [...(Choices as State[]), ...(Catch as State[])].map((rule) => rule.Next);
  return [...others, Next, Default].filter((name) => typeof name === 'string');
}
