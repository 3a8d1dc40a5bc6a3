import type { Json } from '../../../adapters/embedded/states-engine/engine.ts';
import type { WorkflowGraph, WorkflowNode } from '../../../core/contract/workflow.ts';
import { compileWorkflow } from '../../../core/workflow/compile/compile-workflow.ts';
import { regionsOf } from '../../../core/workflow/regions/regions-of.ts';
import { roundsOf } from '../../../core/workflow/regions/rounds.ts';
import { sourceStepId, stepInputs } from '../../../core/workflow/regions/step-inputs.ts';
import {
  parseStepId,
  passPath,
  roundPath,
  segmentsOf,
  stepIdOf,
} from '../../../core/workflow/regions/step-path.ts';
import { openTestEngine, turn } from '../states-engine/open-test-engine.ts';

/** What the tasks of a run do, by the ids of their steps. */
export interface Behaviour {
  /** Virtual seconds that a task takes. */
  seconds(stepId: string): number;
  /** Whether a node's guard holds. */
  holds(stepId: string): boolean;
  /** The items of an iteration. */
  items(stepId: string): number;
  /** How often a loop that begins on that path goes round. */
  passes(loop: number, path: string): number;
}

/** What a document did. */
export interface DocumentRun {
  readonly status: string;
  readonly error: string | undefined;
  /** When each step began and ended, in virtual seconds; the ends of scopes are no steps. */
  readonly steps: ReadonlyMap<string, { readonly began: number; readonly ended: number }>;
  /** The states that were entered: what Step Functions charges for. */
  readonly transitions: number;
  /** When the execution had ended, in virtual seconds. */
  readonly seconds: number;
}

interface Call {
  readonly action: string;
  readonly context: { readonly run: Json; readonly execution: string; readonly path: string };
  readonly node: number;
  readonly token?: string;
}

/**
 * Carries out a graph's document in the embedded engine, in virtual time, with a small function in the place of `step`: it answers by the
 * table of decision 017 and keeps what there is to know in memory.
 */
export async function runDocument(graph: WorkflowGraph, behaviour: Behaviour): Promise<DocumentRun> {
  const regions = regionsOf(graph);
  const { text } = compileWorkflow(graph);
  const definition = JSON.parse(text.replace(/\$\{step\}/g, 'step')) as object;
  const opened = openTestEngine(
    { shape: { type: 'STANDARD', definition } },
    { step: (payload) => answer(payload as unknown as Call) },
  );
  const { engine, clock } = opened;
  const startedAt = clock.now();
  const second = () => (clock.now() - startedAt) / 1000;

  const steps = new Map<string, { began: number; ended: number }>();
  const began = new Map<string, number>();
  const joins = new Map<string, string>();
  const lastPass = new Map<string, number>();
  const goingRound = new Set<string>();

  const isReady = (node: number, path: string): boolean =>
    stepInputs(regions, node, path).every((source) => {
      let inLoop = source.path;
      for (const loop of source.loops) {
        if (goingRound.has(inLoop + loop) || !lastPass.has(inLoop + loop)) return false;
        inLoop = passPath(inLoop, loop, lastPass.get(inLoop + loop)!);
      }
      const id = sourceStepId(source, (loop, at) => lastPass.get(at + loop)!);
      return graph.nodes[source.node]!.kind === 'start' || steps.has(id);
    });
  const wake = (): void => {
    for (const [step, token] of joins) {
      const { node, path } = parseStepId(step);
      if (!isReady(node, path)) continue;
      joins.delete(step);
      engine.sendTaskSuccess(token, {});
    }
  };
  const end = (step: string): void => {
    if (steps.has(step)) return;
    steps.set(step, { began: began.get(step)!, ended: second() });
    wake();
  };

  const start = (node: WorkflowNode, path: string, token: string): void => {
    const step = stepIdOf(path, node.index);
    if (began.has(step)) throw new Error(`${step} is started twice.`);
    began.set(step, second());
    const reply = (output: Json) => engine.sendTaskSuccess(token, output);
    const holds = !('guard' in node) || node.guard === null || behaviour.holds(step);
    if (node.kind === 'subflow') {
      const rounds = node.iterate ? { rounds: holds ? roundsOf(behaviour.items(step)) : [] } : {};
      if (!holds) end(step);
      reply({ enter: holds, ...rounds });
      return;
    }
    const isTask = node.kind === 'task';
    const seconds = isTask && holds ? behaviour.seconds(step) : 0;
    if (isTask && node.base === 'wait:delay') {
      reply({ until: new Date(clock.now() + seconds * 1000).toISOString() });
      return;
    }
    const finish = () => {
      end(step);
      reply({});
    };
    if (seconds === 0) finish();
    else clock.schedule(seconds * 1000, finish);
  };

  /** Ends a subflow, or an iteration when all its rounds have reached their ends. */
  const leave = (node: number, path: string): void => {
    const last = segmentsOf(path).at(-1);
    const isRound = last?.kind === 'iteration' && last.node === node;
    const outside = isRound ? last.before : path;
    const step = stepIdOf(outside, node);
    const { end: last_, subflow } = regions.scopes.get(node)!;
    const iterates = subflow !== null && (graph.nodes[subflow] as { iterate?: boolean }).iterate;
    const paths = iterates
      ? Array.from({ length: behaviour.items(step) }, (_, round) => roundPath(outside, node, round))
      : [outside];
    if (paths.every((inside) => isReady(last_, inside))) end(step);
    else if (!isRound) throw new Error(`${step} is left before its end.`);
  };

  function answer({ action, context, node, token }: Call): Json {
    const { path } = context;
    switch (action) {
      case 'join':
        joins.set(stepIdOf(path, node), token!);
        wake();
        return null;
      case 'start':
        if (!isReady(node, path)) throw new Error(`${stepIdOf(path, node)} is started too early.`);
        start(graph.nodes[node]!, path, token!);
        return null;
      case 'elapsed':
        end(stepIdOf(path, node));
        return null;
      case 'leave':
        leave(node, path);
        return null;
      case 'loop':
        goingRound.add(path + node);
        lastPass.set(path + node, 0);
        return { path: passPath(path, node, 0) };
      case 'again': {
        const { before, number } = segmentsOf(path).at(-1)!;
        const pass = number + 1;
        const again = pass < behaviour.passes(node, before);
        if (again) lastPass.set(before + node, pass);
        else goingRound.delete(before + node);
        wake();
        return { again, path: again ? passPath(before, node, pass) : before };
      }
      case 'finish':
        return null;
      default:
        throw new Error(`Nobody asks for ${action} here.`);
    }
  }

  const context = { run: { tenantId: 't', runId: 'r' }, execution: 'e', path: '' };
  const id = engine.start('shape', context, { name: 'e' });
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
  const { error, cause } = engine.describe(id);
  const transitions = engine.history(id).filter(({ type }) => type.endsWith('StateEntered')).length;
  await engine.close();
  return { status, error: error && `${error}: ${cause}`, steps, transitions, seconds: second() };
}
