import { limits } from '../../contract/limits.ts';
import type { WorkflowGuard } from '../../contract/workflow.ts';
import type { Span } from '../language/span.ts';
import type { Destination, Literal, Resource, Statement, Step, TaskUse } from '../language/syntax.ts';
import { checkGuard } from './check-guard.ts';
import { mergeParameters } from './merge-parameters.ts';
import { reportParameters } from './report-parameters.ts';
import { reportUnreached } from './report-unreached.ts';
import { addNode, type ScopeContext, type ScopePlace, TooLarge } from './scope-context.ts';
import { openEdges, type ScopeEdges } from './scope-edges.ts';
import { isReserved, type Labels, openLabels } from './stitch-labels.ts';

/** A scope that is being built. */
interface Building {
  readonly place: ScopePlace;
  readonly start: number;
  readonly edges: ScopeEdges;
  readonly labels: Labels;
  /** Leads a node to the end, which gets its index when the other nodes have theirs. */
  toEnd(from: number, merge: boolean): void;
}

/** How a step is carried out, besides what it mentions. */
type Mode = { readonly guard: WorkflowGuard | null; readonly merge: boolean; readonly iterate: boolean };

/**
 * Adds the nodes and edges of one scope: its start, what its statements mention, and its end.
 *
 * @param span what the start and the end stand for in the source.
 */
export function addScope(
  context: ScopeContext,
  place: ScopePlace,
  statements: readonly Statement[],
  span: Span,
): void {
  const start = addNode(context, { kind: 'start', scope: place.scope, merge: false }, span);
  const last: number[] = [];
  let merge = false;
  const edges = openEdges();
  const labels = openLabels(context.report, context.locate);
  const toEnd = (from: number, merged: boolean) => {
    last.push(from);
    merge ||= merged;
  };
  for (const statement of statements) {
    addStatement(context, { place, start, edges, labels, toEnd }, statement);
  }
  const end = addNode(context, { kind: 'end', scope: place.scope, merge }, span);
  for (const from of last) edges.add(from, end);
  const complete = labels.stitch(edges.add, (index) => mergeAt(context, index));
  const walked = edges.walk(start);
  context.edges.push(...walked.edges);
  if (context.edges.length > limits.workflow.edges) throw new TooLarge(span);
  if (complete) reportUnreached(context, place.scope, start, walked.reached);
}

/** Adds the body of a subflow's node. */
function addBody(
  context: ScopeContext,
  place: ScopePlace,
  subflow: number,
  statements: readonly Statement[],
  span: Span,
  declared?: string,
): void {
  const within = declared === undefined ? place.within : [...place.within, declared];
  const depth = place.depth + 1;
  if (depth > limits.workflow.depth) {
    const message = `There are more than ${limits.workflow.depth} subflows inside one another, declared ones counted at each use.`;
    context.report.add('too-deep', span, message);
    return;
  }
  addScope(context, { scope: subflow, depth, within }, statements, span);
}

function addStatement(context: ScopeContext, scope: Building, statement: Statement): void {
  const { source, destination } = statement;
  let current: number | undefined;
  if (source === null) current = scope.start;
  else if (source.kind === 'label') {
    if (source.name === 'start' || isReserved(source, context.report)) current = scope.start;
  } else {
    current = addSource(context, scope, source);
    scope.edges.add(scope.start, current);
  }
  for (const step of statement.steps) {
    const node = addStep(context, scope, step);
    if (current !== undefined) scope.edges.add(current, node);
    else if (source?.kind === 'label' && !isReserved(source, context.report))
      scope.labels.source(source, node);
    if (step.input !== null) scope.labels.input(step.input, node);
    if (step.output !== null) scope.labels.output(step.output, node);
    current = node;
  }
  if (current !== undefined) addDestination(context, scope, current, destination);
}

function addSource(
  context: ScopeContext,
  { place: { scope } }: Building,
  source: Exclude<Statement['source'], null | { kind: 'label' }>,
): number {
  if (source.kind === 'literal')
    return addNode(context, { kind: 'literal', scope, value: source.value ?? {} }, source);
  const { uri, parameters } = source;
  return addNode(context, { kind: 'source', scope, uri, parameters: parameters?.value ?? null }, source);
}

function addDestination(
  context: ScopeContext,
  scope: Building,
  from: number,
  destination: Destination | null,
): void {
  if (destination === null) {
    scope.toEnd(from, false);
    return;
  }
  const { to, merge } = destination;
  if (to.kind === 'resource') scope.toEnd(addSink(context, scope, from, to, merge), false);
  else if (to.name === 'end') scope.toEnd(from, merge);
  else if (to.name === 'start') {
    scope.edges.add(from, scope.start);
    if (merge) mergeAt(context, scope.start);
  } else scope.labels.destination(to, from, merge);
}

function addSink(
  context: ScopeContext,
  { place: { scope }, edges }: Building,
  from: number,
  resource: Resource,
  merge: boolean,
): number {
  const parameters = resource.parameters?.value ?? null;
  const sink = addNode(context, { kind: 'sink', scope, uri: resource.uri, parameters, merge }, resource);
  edges.add(from, sink);
  return sink;
}

function addStep(context: ScopeContext, { place }: Building, step: Step): number {
  const { body } = step;
  const guard = checkGuard(context, step.guard);
  const mode = { guard, merge: step.mode === 'merge', iterate: step.mode === 'iterate' };
  const [task, ...others] = body.kind === 'tasks' ? body.tasks : [];
  if (task !== undefined && others.length === 0) return addTask(context, place, task, mode);
  const subflow = addNode(context, { kind: 'subflow', scope: place.scope, name: null, ...mode }, step);
  const statements = body.kind === 'subflow' ? body.statements : body.tasks.map(alone);
  addBody(context, place, subflow, statements, step);
  return subflow;
}

/** One mention of a task: a node, or the subflow that the task is declared as. */
function addTask(context: ScopeContext, place: ScopePlace, task: TaskUse, mode: Mode): number {
  const { scope } = place;
  const { base, defaults, subflow } = context.declared.resolve(task.name);
  const literals = task.parameters === null ? defaults : [...defaults, task.parameters];
  if (subflow !== null) return addDeclaredSubflow(context, place, task, base, subflow, literals, mode);
  if (mode.iterate) {
    const each = addNode(context, { kind: 'subflow', scope, name: null, ...mode }, task);
    addBody(context, place, each, [alone(task)], task);
    return each;
  }
  const parameters = mergeParameters(task.name, literals, context.report);
  reportParameters(task, base, parameters, literals, context.report);
  const { guard, merge } = mode;
  return addNode(context, { kind: 'task', scope, name: task.name, base, parameters, merge, guard }, task);
}

function addDeclaredSubflow(
  context: ScopeContext,
  place: ScopePlace,
  { name, ...span }: TaskUse,
  declared: string,
  statements: readonly Statement[],
  literals: readonly Literal[],
  mode: Mode,
): number {
  const { report } = context;
  const subflow = addNode(context, { kind: 'subflow', scope: place.scope, name, ...mode }, span);
  for (const literal of literals) {
    if (literal.value === null) continue;
    report.add(
      'parameters-of-subflow',
      literal,
      `${name} is a subflow. Give the parameters to the tasks in it.`,
    );
  }
  context.used.add(declared);
  if (!place.within.includes(declared)) {
    addBody(context, place, subflow, statements, span, declared);
  } else {
    const message = `The subflow ${declared} is used inside itself. To go round, lead a step back to a label.`;
    report.add('declaration-recursive', span, message);
  }
  return subflow;
}

/** A statement of nothing but the task. */
function alone(task: TaskUse): Statement {
  const body = { kind: 'tasks', tasks: [task] } as const;
  const { offset, length } = task;
  return {
    source: null,
    steps: [{ offset, length, input: null, mode: null, guard: null, body, output: null }],
    destination: null,
  };
}

/** Makes the outputs that meet at the node one object. */
function mergeAt({ nodes }: ScopeContext, index: number): void {
  const node = nodes[index];
  if (node !== undefined && 'merge' in node) nodes[index] = { ...node, merge: true };
}
