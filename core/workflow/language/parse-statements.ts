import { limits } from '../../contract/limits.ts';
import type { ParseContext } from './parse-context.ts';
import { parseLiteral, parseParameters } from './parse-literal.ts';
import { skipStatement } from './skip-statement.ts';
import type { Named } from './span.ts';
import type { Destination, Resource, Statement, Step, StepBody, TaskUse } from './syntax.ts';
import type { Token } from './token.ts';
import { unexpected } from './unexpected.ts';

/** One scope being read. */
interface Scope {
  /** Braces around it. */
  readonly depth: number;
  /** The output labels given so far. */
  readonly outputs: Set<string>;
}

/**
 * The statements of one scope up to what ends it, "}" or the end, which it does not take. What is wrong is reported, and its
 * statement left out.
 *
 * @param declare reads a declaration; without it, declarations have no place here.
 */
export function parseStatements(context: ParseContext, depth: number, declare?: () => void): Statement[] {
  const { cursor } = context;
  const scope: Scope = { depth, outputs: new Set() };
  const statements: Statement[] = [];
  while (true) {
    const start = cursor.peek();
    if (start.kind === 'end' || start.kind === 'close') return statements;
    if (start.kind === 'declare' && declare !== undefined) declare();
    else {
      const statement = parseStatement(context, scope);
      if (statement === undefined) skipStatement(cursor, start);
      else statements.push(statement);
    }
  }
}

/** `{ statements }`; undefined when it is not to be gone on with from here. */
export function parseSubflow(context: ParseContext, depth: number): readonly Statement[] | undefined {
  const { cursor, report } = context;
  const open = cursor.peek();
  if (depth >= limits.workflow.depth) {
    const message = `There are more than ${limits.workflow.depth} subflows inside one another.`;
    report.add('too-deep', open, message);
    return undefined;
  }
  cursor.next();
  if (cursor.peek().kind === 'close') {
    unexpected(context, 'a statement', 'A subflow has at least one.');
  }
  const statements = parseStatements(context, depth + 1);
  if (cursor.take('close') === undefined) {
    report.add('unclosed', open, 'The subflow is not closed: its "}" is missing.');
  }
  return statements;
}

/** `source → step → step → destination;` */
function parseStatement(context: ParseContext, scope: Scope): Statement | undefined {
  const { cursor } = context;
  const source = parseSource(context);
  if (source === undefined) return undefined;
  const steps: Step[] = [];
  let destination: Destination | null = null;
  do {
    destination = steps.length === 0 ? null : parseDestination(context);
    if (destination !== null) break;
    const step = parseStep(context, scope, whatMayStand(source, steps.length));
    if (step === undefined) return undefined;
    steps.push(step);
  } while (cursor.take('arrow') !== undefined);
  if (destination !== null && cursor.peek().kind === 'arrow') {
    unexpected(context, 'the end of the statement', afterDestination(destination));
    return undefined;
  }
  cursor.take('semicolon');
  return { source, steps, destination };
}

function afterDestination({ to }: Destination): string {
  if (to.kind === 'resource') return 'Nothing follows a resource that data is written to.';
  if (to.name === 'end') return 'Nothing follows the end.';
  return `To go on from the label, begin a statement with it: "; :${to.name} → …".`;
}

/** Null when the statement begins with a step. */
function parseSource(context: ParseContext): Statement['source'] | undefined {
  const { cursor } = context;
  const token = cursor.peek();
  let source: Statement['source'];
  if (token.kind === 'label' && cursor.peek(1).kind === 'arrow') {
    cursor.next();
    source = { kind: 'label', ...named(token) };
  } else if (token.kind === 'literal') {
    cursor.next();
    source = { kind: 'literal', ...parseLiteral(context, token) };
  } else if (token.kind === 'resource') {
    source = parseResource(context, token);
  } else {
    return null;
  }
  if (cursor.take('arrow') !== undefined) return source;
  unexpected(context, '"→"', 'A statement has at least one task or subflow.');
  return undefined;
}

/** Null when what follows the arrow is a step. */
function parseDestination(context: ParseContext): Destination | null {
  const { cursor } = context;
  const token = cursor.peek();
  const ahead = cursor.peek(1);
  if (token.kind === 'resource') return { merge: false, to: parseResource(context, token) };
  if (token.kind === 'merge' && (ahead.kind === 'label' || ahead.kind === 'resource')) {
    cursor.next();
    if (ahead.kind === 'resource') return { merge: true, to: parseResource(context, ahead) };
    cursor.next();
    return { merge: true, to: { kind: 'label', ...named(ahead) } };
  }
  if (token.kind !== 'label' || beginsUnlabelledStep(ahead)) return null;
  cursor.next();
  return { merge: false, to: { kind: 'label', ...named(token) } };
}

function parseResource(context: ParseContext, token: Extract<Token, { kind: 'resource' }>): Resource {
  context.cursor.next();
  const { offset, length, uri } = token;
  return { kind: 'resource', offset, length, uri, parameters: parseParameters(context) };
}

/** `:input * ?`guard` A|B :output` */
function parseStep(context: ParseContext, scope: Scope, expected: string): Step | undefined {
  const { cursor } = context;
  const { offset } = cursor.peek();
  const input = cursor.take('label');
  const mode =
    cursor.take('star') !== undefined ? 'iterate' : cursor.take('merge') !== undefined ? 'merge' : null;
  const asks = cursor.take('question') !== undefined;
  const guard = asks ? cursor.take('guard') : undefined;
  if (asks && guard === undefined) {
    unexpected(context, 'a guard in backquotes', 'As in ?`$[?(@.status = 0)]`.');
    return undefined;
  }
  const body = parseBody(context, scope, whatIsExpected(input?.value, mode, asks) ?? expected);
  if (body === undefined) return undefined;
  const output = takeOutput(context, scope);
  return {
    offset,
    length: cursor.peek().offset - offset,
    input: input === undefined ? null : named(input),
    mode,
    guard: guard === undefined ? null : { text: guard.value, offset: guard.offset, length: guard.length },
    body,
    output: output === undefined ? null : named(output),
  };
}

function whatMayStand(source: Statement['source'], stepsBefore: number): string {
  if (stepsBefore > 0) return 'a task, a subflow, a label or a resource';
  return source === null ? 'a statement' : 'a task or a subflow';
}

/** Undefined before the first part of a step. */
function whatIsExpected(label: string | undefined, mode: Step['mode'], guarded: boolean): string | undefined {
  if (guarded) return 'a task or a subflow';
  if (mode !== null) return 'a task, a subflow or a guard';
  return label === undefined ? undefined : `the task or subflow that :${label} labels`;
}

function parseBody(context: ParseContext, scope: Scope, expected: string): StepBody | undefined {
  const { cursor } = context;
  const { kind } = cursor.peek();
  if (kind === 'open') {
    const statements = parseSubflow(context, scope.depth);
    return statements === undefined ? undefined : { kind: 'subflow', statements };
  }
  if (kind !== 'name') {
    unexpected(context, expected);
    return undefined;
  }
  const tasks: TaskUse[] = [];
  do {
    const name = cursor.take('name');
    if (name === undefined) {
      unexpected(context, 'a task');
      return undefined;
    }
    tasks.push({ ...named(name), parameters: parseParameters(context) });
  } while (cursor.take('bar') !== undefined);
  return { kind: 'tasks', tasks };
}

/**
 * The label behind a step. A line break does not end a statement; but a label at the start of a line that cannot be this step's,
 * because it is given already or reserved, begins the next statement.
 */
function takeOutput(
  { cursor }: ParseContext,
  { outputs }: Scope,
): Extract<Token, { kind: 'label' }> | undefined {
  const token = cursor.peek();
  if (token.kind !== 'label') return undefined;
  if (token.startsLine && (outputs.has(token.value) || token.value === 'start')) return undefined;
  outputs.add(token.value);
  return cursor.take('label');
}

function beginsUnlabelledStep({ kind }: Token): boolean {
  return kind === 'name' || kind === 'open' || kind === 'star' || kind === 'merge' || kind === 'question';
}

function named({ value, offset, length }: { value: string; offset: number; length: number }): Named {
  return { name: value, offset, length };
}
