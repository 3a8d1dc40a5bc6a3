import { formatDuration } from '../../mail/format-duration.ts';
import type { StepRecord, StepState } from '../../ports/workflow-run-store.ts';
import type { NodeMark, NodeMarks } from './node-mark.ts';

/** Where a node has steps in several states, the first of these is shown. */
const order: readonly StepState[] = ['failed', 'active', 'waiting', 'cancelled', 'succeeded', 'skipped'];

/** How the nodes of a run stand by their steps: how often, since when, for how long. */
export function markNodes(steps: readonly StepRecord[], now: number): NodeMarks {
  const byNode = Map.groupBy(steps, ({ node }) => node);
  return new Map([...byNode].map(([node, own]) => [node, markNode(own, now)]));
}

function markNode(steps: readonly StepRecord[], now: number): NodeMark {
  const state = order.find((candidate) => steps.some((step) => step.state === candidate))!;
  const counts = order
    .map((each) => ({ each, count: steps.filter((step) => step.state === each).length }))
    .filter(({ count }) => count > 0)
    .map(({ each, count }) => (steps.length === 1 ? each : `${count} ${each}`))
    .join(', ');
  const begins = steps.flatMap(({ startedAt }) => startedAt ?? []);
  const ends = steps.flatMap(({ endedAt }) => endedAt ?? []);
  const times = steps.length === 1 ? '' : `×${steps.length} `;
  if (begins.length === 0) return { state, note: `${times}${state}`, details: counts };
  const [from, to] = [Math.min(...begins), ends.length < steps.length ? undefined : Math.max(...ends)];
  const until = to === undefined ? '' : `\nuntil ${new Date(to).toISOString()}`;
  return {
    state,
    note: `${times}${state} ${formatDuration((to ?? now) - from)}`,
    details: `${counts}\nfrom ${new Date(from).toISOString()}${until}`,
  };
}
