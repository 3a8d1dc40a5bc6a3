import type { Structured } from '../../../../core/contract/workflow.ts';
import type { TaskStart } from '../../../../core/workflow/run/step-work.ts';

/** The start of a request task, `ask` at node 7 of the run `run 1`, as far as a request looks at it. */
export function requestStart(
  base: string,
  parameters: Structured | null,
  input: Structured,
  { owner, ...step }: { owner?: string; stepId?: string; work?: Record<string, unknown> } = {},
): TaskStart {
  return {
    run: { tenantId: 't', runId: 'run 1', owner } as TaskStart['run'],
    step: { stepId: '7', work: null, ...step } as TaskStart['step'],
    node: {
      kind: 'task',
      index: 7,
      scope: null,
      at: null,
      name: 'ask',
      base,
      parameters,
      merge: false,
      guard: null,
    },
    input,
    parameters,
  };
}
