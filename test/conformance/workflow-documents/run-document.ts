import type { Json } from '../../../adapters/embedded/states-engine/engine.ts';
import type { WorkflowGraph } from '../../../core/contract/workflow.ts';
import { compileWorkflow } from '../../../core/workflow/compile/compile-workflow.ts';
import { openTestEngine, turn } from '../states-engine/open-test-engine.ts';
import { type Behaviour, playSteps, type StepCall } from './play-steps.ts';

/** What a document did. */
export interface DocumentRun {
  readonly status: string;
  readonly error: string | undefined;
  /** When each step began and ended, in virtual seconds; the ends of scopes are no steps. */
  readonly steps: ReadonlyMap<string, { readonly began: number; readonly ended: number }>;
  /** The states that were entered, in all executions: what Step Functions charges for. */
  readonly transitions: number;
  /** How many events the history of each execution has. */
  readonly events: readonly number[];
  /** When the execution had ended, in virtual seconds. */
  readonly seconds: number;
}

/**
 * Carries out a graph's document in the embedded engine, in virtual time, with a small function in the place of `step`.
 */
export async function runDocument(graph: WorkflowGraph, behaviour: Behaviour): Promise<DocumentRun> {
  const { text } = compileWorkflow(graph);
  const definition = JSON.parse(text.replace(/\$\{step\}/g, 'step')) as object;
  const opened = openTestEngine(
    { shape: { type: 'STANDARD', definition } },
    { step: (payload) => played.answer(payload as unknown as StepCall) as Json },
  );
  const { engine, clock } = opened;
  const startedAt = clock.now();
  const secondOf = (time: number) => (time - startedAt) / 1000;
  const played = playSteps(graph, behaviour, {
    now: clock.now,
    after: (delayMs, act) => void clock.schedule(delayMs, act),
    succeed: (token, output) => engine.sendTaskSuccess(token, output as Json),
    start: (context, name) => void ids.push(engine.start('shape', context as unknown as Json, { name })),
  });

  const context = { run: { tenantId: 't', runId: 'r' }, execution: 'e', path: '' };
  const ids: string[] = [];
  const id = engine.start('shape', context, { name: 'e' });
  ids.unshift(id);
  const ended = engine.finished(id);
  let status = 'RUNNING';
  void ended.then((execution) => {
    status = execution.status;
  });
  for (let ticks = 0; ticks < 2000; ticks++) {
    await turn();
    if (status !== 'RUNNING') break;
    const due = clock.nextDue();
    if (due === undefined) break;
    clock.advance(due - clock.now());
  }
  const { error, cause } =
    ids.map((one) => engine.describe(one)).find((one) => one.error !== undefined) ?? {};
  const histories = ids.map((one) => engine.history(one));
  const transitions = histories.flat().filter(({ type }) => type.endsWith('StateEntered')).length;
  await engine.close();
  const steps = new Map(
    [...played.steps].map(([step, { began, ended }]) => [
      step,
      { began: secondOf(began), ended: secondOf(ended) },
    ]),
  );
  const seconds = secondOf(clock.now());
  const events = histories.map((history) => history.length);
  return { status, error: error && `${error}: ${cause}`, steps, transitions, events, seconds };
}
