import type { Objection } from './check-expression.ts';
import { UnsupportedState } from './errors.ts';
import { isObject } from './json.ts';
import { type Fields, type Loading, onlyFields, positiveInteger, textField } from './load-fields.ts';
import { loadState } from './load-state.ts';
import type { Container, LoadedMachine, MachineType, State } from './machine.ts';
import type { ParseExpression } from './parse-expression.ts';

/** A state machine to run. */
export interface Machine {
  /** An Amazon States Language document with `QueryLanguage: "JSONata"`, as parsed JSON. */
  readonly definition: unknown;
  readonly type: MachineType;
  /**
   * Whether a STANDARD machine's executions keep their history; true unless said otherwise. It is five times as much to write as
   * all else, and not needed where the tasks keep what happened.
   */
  readonly history?: boolean;
}

/** What loading a machine depends on. */
export interface LoadingContext {
  readonly parse: ParseExpression;
  /** Whether there is a task function of that name. */
  readonly hasTask: (name: string) => boolean;
}

/**
 * Checks and compiles a definition.
 *
 * @param definitionKey where the definition is stored
 * @throws UnsupportedState when anything in it is malformed or not supported, with the place and the remedy
 */
export function loadMachine(
  name: string,
  machine: Machine,
  context: LoadingContext,
  definitionKey: number,
): LoadedMachine {
  const refuse = (path: string, { problem, remedy }: Objection): never => {
    throw new UnsupportedState(name, path === '' ? '/' : path, problem, remedy);
  };
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
    refuse('', { problem: 'Its name is not allowed.', remedy: 'Use 1 to 80 letters, digits, _ and -.' });
  }
  const document = machine.definition;
  if (!isObject(document)) {
    return refuse('', {
      problem: 'The definition is not a JSON object.',
      remedy: 'Give the parsed document.',
    });
  }
  const loading: Loading = {
    refuse,
    hasTask: context.hasTask,
    type: machine.type,
    setting: { parse: context.parse, assigned: assignedNames(document) },
    names: new Set(),
    loadContainer,
  };
  onlyFields(
    document,
    '',
    ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'],
    loading,
  );
  if (document.QueryLanguage !== 'JSONata') {
    refuse('/QueryLanguage', {
      problem: `The query language is ${JSON.stringify(document.QueryLanguage ?? 'JSONPath')}.`,
      remedy: 'Write the machine in JSONata and set "QueryLanguage": "JSONata".',
    });
  }
  if (document.Version !== undefined && document.Version !== '1.0') {
    refuse('/Version', { problem: 'Only version 1.0 exists.', remedy: 'Remove it or set "1.0".' });
  }
  return {
    ...loadContainer(document, '', new Set(), loading),
    name,
    type: machine.type,
    keepsHistory: machine.type === 'STANDARD' && (machine.history ?? true),
    definition: definitionKey,
    timeoutSeconds:
      document.TimeoutSeconds === undefined
        ? undefined
        : positiveInteger(document.TimeoutSeconds, '/TimeoutSeconds', loading),
  };
}

/** Loads `StartAt` and `States`; `outer` holds the variables that enclosing containers assign. */
function loadContainer(
  document: Fields,
  path: string,
  outer: ReadonlySet<string>,
  loading: Loading,
): Container {
  const { refuse } = loading;
  const startAt = textField(document.StartAt, `${path}/StartAt`, loading);
  if (!isObject(document.States) || Object.keys(document.States).length === 0) {
    return refuse(`${path}/States`, { problem: 'There are no states.', remedy: 'Define at least one.' });
  }
  const raw = Object.entries(document.States);
  const visible = new Set(outer);
  for (const [, state] of raw) {
    for (const variable of ownAssigned(state)) visible.add(variable);
  }
  const states = new Map<string, State>();
  for (const [name, state] of raw) {
    const at = `${path}/States/${name}`;
    if (name.length === 0 || name.length > 80) {
      refuse(at, { problem: 'The name of a state has 1 to 80 characters.', remedy: 'Rename it.' });
    }
    if (loading.names.has(name)) {
      refuse(at, {
        problem: 'Another state has this name.',
        remedy: 'State names are unique in the whole machine.',
      });
    }
    loading.names.add(name);
    if (!isObject(state)) refuse(at, { problem: 'A state is a JSON object.', remedy: 'Write it as one.' });
    states.set(name, loadState(name, state as Fields, at, { outer, visible }, loading));
  }
  checkTransitions({ startAt, states }, path, loading);
  return { startAt, states };
}

/** Every named state exists here, every state can be reached, and some end can be. */
function checkTransitions({ startAt, states }: Container, path: string, loading: Loading): void {
  const reached = new Set<string>();
  const queue: [name: string, from: string][] = [[startAt, `${path}/StartAt`]];
  let ends = false;
  for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
    const [name, from] = entry;
    const state = states.get(name);
    if (state === undefined) {
      loading.refuse(from, {
        problem: `There is no state '${name}' here.`,
        remedy: 'Name one of the same States.',
      });
    }
    if (reached.has(name)) continue;
    reached.add(name);
    for (const { next, at } of transitionsOf(state)) {
      if (next === undefined) ends = true;
      else queue.push([next, `${path}/States/${name}${at}`]);
    }
  }
  for (const name of states.keys()) {
    if (!reached.has(name)) {
      loading.refuse(`${path}/States/${name}`, {
        problem: 'No state leads here.',
        remedy: 'Remove it, or go to it.',
      });
    }
  }
  if (!ends) {
    loading.refuse(`${path}/States`, {
      problem: 'It can never end.',
      remedy: 'Give a state "End": true, or add a Succeed or Fail state.',
    });
  }
}

/** Where a state can go; undefined for an end. */
function transitionsOf(state: State): { next: string | undefined; at: string }[] {
  switch (state.type) {
    case 'Succeed':
    case 'Fail':
      return [{ next: undefined, at: '' }];
    case 'Choice':
      return [
        ...state.rules.map(({ next }, index) => ({ next, at: `/Choices/${index}/Next` })),
        ...(state.otherwise === undefined ? [] : [{ next: state.otherwise, at: '/Default' }]),
      ];
    case 'Pass':
    case 'Wait':
      return [{ next: state.next, at: '/Next' }];
    case 'Task':
    case 'Map':
    case 'Parallel':
      return [
        { next: state.next, at: '/Next' },
        ...state.catchers.map(({ next }, index) => ({ next, at: `/Catch/${index}/Next` })),
      ];
  }
}

/** Names that a state assigns itself: its own Assign and those of its rules and catchers, not of nested states. */
function ownAssigned(state: unknown): string[] {
  if (!isObject(state)) return [];
  const clauses: unknown[] = [state];
  if (Array.isArray(state.Choices)) clauses.push(...state.Choices);
  if (Array.isArray(state.Catch)) clauses.push(...state.Catch);
  return clauses.flatMap((clause) =>
    isObject(clause) && isObject(clause.Assign) ? Object.keys(clause.Assign) : [],
  );
}

/** Names that anything in a document assigns, however deep. */
function assignedNames(document: unknown): Set<string> {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const name of ownAssigned(value)) names.add(name);
    for (const part of Object.values(value)) visit(part);
  };
  visit(document);
  return names;
}
