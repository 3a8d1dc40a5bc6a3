import type { WorkflowGraph, WorkflowNode } from '../../../core/contract/workflow.ts';
import type { StepContext } from '../../../core/ports/workflow-executions.ts';
import { partId, partsOf } from '../../../core/workflow/regions/iteration-parts.ts';
import { regionsOf } from '../../../core/workflow/regions/regions-of.ts';
import { sourceStepId, stepInputs } from '../../../core/workflow/regions/step-inputs.ts';
import {
  parseStepId,
  passPath,
  roundPath,
  segmentsOf,
  stepIdOf,
} from '../../../core/workflow/regions/step-path.ts';

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

type Output = Readonly<Record<string, unknown>>;

/** Where the document is carried out. */
export interface StepsHome {
  /** Milliseconds since the epoch. */
  now(): number;
  after(delayMs: number, act: () => void): void;
  succeed(token: string, output: Output): void;
  /** Starts another execution, with a name of its own. */
  start(context: StepContext, name: string): void;
}

/** What the function `step` is called with. */
export interface StepCall {
  readonly action: string;
  readonly context: StepContext;
  readonly node: number;
  readonly token?: string;
}

/**
 * A small function in the place of `step`: it answers by the table of decision 017, and keeps in memory what there is to know: when
 * each step began and ended.
 */
export function playSteps(graph: WorkflowGraph, behaviour: Behaviour, home: StepsHome) {
  const regions = regionsOf(graph);
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
      home.succeed(token, {});
    }
  };
  const end = (step: string): void => {
    if (steps.has(step)) return;
    steps.set(step, { began: began.get(step)!, ended: home.now() });
    wake();
  };

  /** Parts of iterations that go on, and the tokens of those that wait for them. */
  const parts = new Map<string, { left: number; token: string }>();

  const start = (node: WorkflowNode, context: StepContext, token: string): void => {
    const { path } = context;
    const step = stepIdOf(path, node.index);
    if (began.has(step)) throw new Error(`${step} is started twice.`);
    began.set(step, home.now());
    const reply = (output: Output) => home.succeed(token, output);
    const holds = !('guard' in node) || node.guard === null || behaviour.holds(step);
    if (node.kind === 'subflow' && !node.iterate) {
      if (!holds) end(step);
      reply({ enter: holds });
      return;
    }
    if (node.kind === 'subflow') {
      const all = holds ? partsOf(regions, node.index, behaviour.items(step)) : [];
      if (all.length === 0) {
        end(step);
        reply({});
      }
      parts.set(step, { left: all.length, token });
      for (const { number, rounds } of all) {
        const part = { iteration: node.index, rounds };
        home.start({ ...context, part }, partId(path, node.index, number).replace(/[^\w]/g, '_'));
      }
      return;
    }
    const isTask = node.kind === 'task';
    const seconds = isTask && holds ? behaviour.seconds(step) : 0;
    if (isTask && node.base === 'wait:delay') {
      reply({ until: new Date(home.now() + seconds * 1000).toISOString() });
      return;
    }
    const finish = () => {
      end(step);
      reply({});
    };
    if (seconds === 0) finish();
    else home.after(seconds * 1000, finish);
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

  const leavePart = (node: number, path: string): void => {
    const step = stepIdOf(path, node);
    const going = parts.get(step)!;
    if (--going.left > 0) return;
    leave(node, path);
    home.succeed(going.token, {});
  };

  function answer({ action, context, node, token }: StepCall): Output | null {
    const { path, part } = context;
    switch (action) {
      case 'join':
        joins.set(stepIdOf(path, node), token!);
        wake();
        return null;
      case 'start':
        if (!isReady(node, path)) throw new Error(`${stepIdOf(path, node)} is started too early.`);
        start(graph.nodes[node]!, context, token!);
        return null;
      case 'elapsed':
        end(stepIdOf(path, node));
        return null;
      case 'leave':
        if (part === undefined) leave(node, path);
        else leavePart(node, path);
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
        throw new Error(`Nobody asks for ${action} here`);
    }
  }

  return { answer, steps };
}
