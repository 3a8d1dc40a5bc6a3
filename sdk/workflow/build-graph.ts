import { limits } from '../../core/contract/limits.ts';
import type { WorkflowGraph, WorkflowGuard, WorkflowNode } from '../../core/contract/workflow.ts';
import { HooklineClientError } from '../client-error.ts';
import type { Ending, Flow, Merged, Output } from './flow.ts';
import type { AnyData, Task, TaskParameters } from './task.ts';

type Source = Output<unknown> | Merged<unknown> | readonly Output<unknown>[];
type Build = (flow: Flow<never>) => Ending;
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** The graph being written. */
interface Building {
  readonly nodes: WorkflowNode[];
  readonly edges: { from: number; to: number; loop: boolean }[];
  /** The outputs made so far, with the scope of each. */
  readonly made: WeakMap<object, number | null>;
  /** The scope whose steps are being written now. */
  scope: number | null;
}

/** Calls `build`, and gives the graph of the steps that it made. */
export function buildGraph<Input>(
  name: string,
  build: (flow: Flow<Input>) => Ending,
  doc: string | undefined,
): WorkflowGraph {
  const building: Building = { nodes: [], edges: [], made: new WeakMap(), scope: null };
  addScope(building, null, build as Build);
  const edges = building.edges.sort((a, b) => a.from - b.from || a.to - b.to);
  return { name, doc: doc ?? null, parameters: null, tasks: [], nodes: building.nodes, edges };
}

function addScope(building: Building, scope: number | null, build: Build): void {
  const outer = building.scope;
  building.scope = scope;
  const start = addNode(building, { kind: 'start', scope, merge: false });
  const ending = build(openFlow(building, scope, start) as Flow<never>);
  const end = addNode(building, { kind: 'end', scope, merge: 'merged' in ending });
  addEdges(building, scope, ending, end);
  building.scope = outer;
}

function openFlow(building: Building, scope: number | null, start: number): Flow<AnyData> {
  /** Adds a step, and leads to it. */
  const step = (node: Without<WorkflowNode, 'index' | 'at' | 'scope'>, from: Source): Output<never> => {
    if (building.scope !== scope) {
      throw invalid(
        'A step belongs to the subflow that is being written. Use the flow that its function was given.',
      );
    }
    const index = addNode(building, { ...node, scope } as Without<WorkflowNode, 'index' | 'at'>);
    addEdges(building, scope, from, index);
    return output(index);
  };

  const output = (node: number): Output<never> => {
    const made = Object.freeze({ node });
    building.made.set(made, scope);
    return made;
  };
  const input = output(start);

  const subflow = (from: Source, build: Build, iterate: boolean, when?: string): Output<never> => {
    const merge = 'merged' in from;
    const made = step({ kind: 'subflow', name: null, iterate, merge, guard: toGuard(when) }, from);
    addScope(building, made.node, build);
    return made;
  };

  const flow = {
    input,
    run(task: Task<never, unknown>, from: Source, options: RunOptions = {}) {
      const { name } = task;
      const parameters = withEngineOptions(override(task.parameters, options.parameters), options);
      const merge = 'merged' in from;
      return step({ kind: 'task', name, base: name, parameters, merge, guard: toGuard(options.when) }, from);
    },
    group: (from: Source, build: Build, options?: { when: string }) =>
      subflow(from, build, false, options?.when),
    each: (from: Source, build: Build, options?: { when: string }) =>
      subflow(from, build, true, options?.when),
    repeat(from: Source, build: Build, options: { while: string }) {
      const made = subflow(from, build, false, options.while);
      building.edges.push({ from: made.node, to: made.node, loop: true });
      return made;
    },
    merge: (...outputs: Output<AnyData>[]) => ({ merged: outputs }),
    literal: (value: TaskParameters) => step({ kind: 'literal', value: copy(value) }, input),
    read(uri: string, options: { parameters?: TaskParameters } = {}) {
      const parameters = override(undefined, options.parameters);
      return step({ kind: 'source', uri: checkUri(uri), parameters }, input);
    },
    write(uri: string, from: Source, options: { parameters?: TaskParameters } = {}) {
      const parameters = override(undefined, options.parameters);
      return step({ kind: 'sink', uri: checkUri(uri), parameters, merge: 'merged' in from }, from);
    },
  };
  // The types say more than this knows: they are checked where it is used.
  return flow as unknown as Flow<AnyData>;
}

function addNode({ nodes }: Building, node: Without<WorkflowNode, 'index' | 'at'>): number {
  if (nodes.length >= limits.workflow.nodes) {
    throw invalid(
      `A workflow has at most ${limits.workflow.nodes} nodes, start and end of each subflow among them.`,
    );
  }
  const index = nodes.length;
  nodes.push({ index, at: null, ...node });
  return index;
}

function addEdges({ made, edges }: Building, scope: number | null, source: Source, to: number): void {
  const outputs = 'merged' in source ? source.merged : 'node' in source ? [source] : source;
  if (outputs.length < 2 && !('node' in source)) {
    throw invalid('A list of outputs, or a merge, has at least two. Give the one by itself.');
  }
  for (const [at, output] of outputs.entries()) {
    const { node } = output;
    if (made.get(output) !== scope) {
      throw invalid(
        'An output of another workflow or subflow cannot be used here. Give it to the subflow as its input.',
      );
    }
    if (at > 0 && outputs[at - 1]!.node >= node) {
      throw invalid(
        'Several outputs come in the order in which they were made, each once. Give them in that order.',
      );
    }
    edges.push({ from: node, to, loop: false });
  }
}

interface RunOptions {
  readonly parameters?: TaskParameters;
  readonly when?: string;
  readonly timeoutSeconds?: number;
  readonly catchErrors?: boolean;
}

/** What the engine is told of a task stands with its parameters, under keys that begin with `$`. */
function withEngineOptions(
  parameters: TaskParameters | null,
  { timeoutSeconds, catchErrors }: RunOptions,
): TaskParameters | null {
  if (timeoutSeconds === undefined && catchErrors === undefined) return parameters;
  if (Array.isArray(parameters)) {
    throw invalid('A task whose parameters are a list has no timeoutSeconds and no catchErrors.');
  }
  return {
    ...parameters,
    ...(timeoutSeconds !== undefined && { $timeoutSeconds: timeoutSeconds }),
    ...(catchErrors !== undefined && { $catchErrors: catchErrors }),
  };
}

/** Objects key by key, a list as a whole. */
function override(
  before: TaskParameters | undefined,
  value: TaskParameters | undefined,
): TaskParameters | null {
  if (before === undefined || value === undefined) return copy(value ?? before) ?? null;
  if (Array.isArray(before) !== Array.isArray(value)) {
    throw invalid('Parameters are an object, or a list, as those of the task are.');
  }
  return copy(Array.isArray(value) ? value : { ...before, ...value });
}

/** As it would travel: plain JSON, apart from what the caller goes on to do with it. */
function copy<T extends TaskParameters | undefined>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

function toGuard(when: string | undefined): WorkflowGuard | null {
  if (when === undefined) return null;
  const jsonata = /^\s*\{%(.*)%\}\s*$/s.exec(when)?.[1];
  return jsonata === undefined
    ? { language: 'jsonpath', expression: when.trim() }
    : { language: 'jsonata', expression: jsonata.trim() };
}

function checkUri(uri: string): string {
  if (uri !== '' && !/[\s<>]/.test(uri)) return uri;
  throw invalid(`"${uri}" is no URI: it has no blanks and no "<" or ">".`);
}

function invalid(message: string): HooklineClientError {
  return new HooklineClientError('invalid-argument', message, { field: 'build' });
}
