import type { WorkflowGraph } from '../../../core/contract/workflow.ts';
import type { Behaviour } from './play-steps.ts';

interface Times {
  readonly began: number;
  readonly ended: number;
}

/**
 * When each step of a graph without loops begins and ends if nothing waits for what it does not need, from the edges alone: a node begins
 * when the last of those that lead to it has ended.
 */
export function expectedSteps({ nodes, edges }: WorkflowGraph, behaviour: Behaviour): Map<string, Times> {
  const steps = new Map<string, Times>();
  const before = nodes.map(({ index }) => edges.filter(({ to }) => to === index).map(({ from }) => from));

  /** @returns when the scope's end is reached. */
  const scope = (subflow: number | null, path: string, since: number): number => {
    const times = new Map<number, Times>();
    const timesOf = (index: number): Times => {
      const known = times.get(index);
      if (known !== undefined) return known;
      const began = Math.max(since, ...before[index]!.map((from) => timesOf(from).ended));
      const here = { began, ended: endOf(index, began) };
      times.set(index, here);
      return here;
    };
    const endOf = (index: number, began: number): number => {
      const node = nodes[index]!;
      const step = `${path}${index}`;
      if (node.kind !== 'task' && node.kind !== 'subflow') return began;
      if (node.guard !== null && !behaviour.holds(step)) return began;
      if (node.kind === 'task') return began + behaviour.seconds(step);
      if (!node.iterate) return scope(index, path, began);
      const rounds = Array.from({ length: behaviour.items(step) }, (_, round) =>
        scope(index, `${path}${index}[${round}].`, began),
      );
      return Math.max(began, ...rounds);
    };
    let end = since;
    for (const { index, kind, scope: own } of nodes) {
      if (own !== subflow) continue;
      const here = timesOf(index);
      if (kind === 'end') end = here.ended;
      else if (kind !== 'start') steps.set(`${path}${index}`, here);
    }
    return end;
  };

  scope(null, '', 0);
  return steps;
}
