import { compileTemplate } from './compile-template.ts';
import { isObject } from './json.ts';
import { loadMap, loadParallel } from './load-children.ts';
import {
  asJson,
  clause,
  type Fields,
  type Loading,
  numberOrExpression,
  onlyFields,
  onward,
  PLAIN,
  requiredExpression,
  template,
  textField,
  type Variables,
} from './load-fields.ts';
import { loadTask } from './load-task.ts';
import type {
  ChoiceState,
  Evaluate,
  FailState,
  PassState,
  State,
  SucceedState,
  WaitState,
} from './machine.ts';
import { WAIT_SECONDS } from './number-rules.ts';
import { parseTimestamp } from './parse-timestamp.ts';

type Load = (name: string, document: Fields, path: string, variables: Variables, loading: Loading) => State;

const loaders: Readonly<Record<string, Load>> = {
  Pass: loadPass,
  Task: loadTask,
  Choice: loadChoice,
  Wait: loadWait,
  Map: loadMap,
  Parallel: loadParallel,
  Succeed: loadSucceed,
  Fail: loadFail,
};

/** The fields that every state may have. */
const common = ['Type', 'Comment', 'QueryLanguage'];

/** Checks and compiles one state. */
export const loadState: Load = (name, document, path, variables, loading) => {
  const load = typeof document.Type === 'string' ? loaders[document.Type] : undefined;
  if (load === undefined) {
    return loading.refuse(`${path}/Type`, {
      problem: `There is no state type ${JSON.stringify(document.Type)}.`,
      remedy: `Use one of ${Object.keys(loaders).join(', ')}.`,
    });
  }
  if (document.QueryLanguage !== undefined && document.QueryLanguage !== 'JSONata') {
    loading.refuse(`${path}/QueryLanguage`, {
      problem: `The query language is ${JSON.stringify(document.QueryLanguage)}.`,
      remedy: 'Write the state in JSONata.',
    });
  }
  return load(name, document, path, variables, loading);
};

function loadPass(
  name: string,
  document: Fields,
  path: string,
  variables: Variables,
  loading: Loading,
): PassState {
  onlyFields(document, path, [...common, 'Assign', 'Output', 'Next', 'End'], loading);
  return {
    type: 'Pass',
    name,
    ...clause(document, path, '', PLAIN, variables, loading),
    ...onward(document, path, loading),
  };
}

function loadChoice(
  name: string,
  document: Fields,
  path: string,
  variables: Variables,
  loading: Loading,
): ChoiceState {
  onlyFields(document, path, [...common, 'Choices', 'Default', 'Assign', 'Output'], loading);
  if (!Array.isArray(document.Choices) || document.Choices.length === 0) {
    return loading.refuse(`${path}/Choices`, {
      problem: 'There are no rules.',
      remedy: 'Give at least one.',
    });
  }
  return {
    type: 'Choice',
    name,
    rules: document.Choices.map((rule: unknown, index) => {
      const at = `${path}/Choices/${index}`;
      const location = `Choices[${index}]/`;
      if (!isObject(rule)) {
        return loading.refuse(at, {
          problem: 'A rule is a JSON object.',
          remedy: 'Give Condition and Next.',
        });
      }
      onlyFields(rule, at, ['Condition', 'Next', 'Assign', 'Output', 'Comment'], loading);
      return {
        condition: requiredExpression(
          rule.Condition,
          `${at}/Condition`,
          `${location}Condition`,
          PLAIN,
          loading,
        ),
        location: `${location}Condition`,
        next: textField(rule.Next, `${at}/Next`, loading),
        ...clause(rule, at, location, PLAIN, variables, loading),
      };
    }),
    otherwise:
      document.Default === undefined ? undefined : textField(document.Default, `${path}/Default`, loading),
    ...clause(document, path, '', PLAIN, variables, loading),
  };
}

function loadWait(
  name: string,
  document: Fields,
  path: string,
  variables: Variables,
  loading: Loading,
): WaitState {
  onlyFields(document, path, [...common, 'Seconds', 'Timestamp', 'Assign', 'Output', 'Next', 'End'], loading);
  const { Seconds, Timestamp } = document;
  if ((Seconds === undefined) === (Timestamp === undefined)) {
    loading.refuse(path, {
      problem: `It has ${Seconds === undefined ? 'neither Seconds nor' : 'both Seconds and'} Timestamp.`,
      remedy: 'Give exactly one of them.',
    });
  }
  const seconds = numberOrExpression(Seconds, `${path}/Seconds`, 'Seconds', WAIT_SECONDS, loading);
  return {
    type: 'Wait',
    name,
    until:
      seconds === undefined ? { timestamp: timestamp(Timestamp, `${path}/Timestamp`, loading) } : { seconds },
    ...clause(document, path, '', PLAIN, variables, loading),
    ...onward(document, path, loading),
  };
}

function timestamp(value: unknown, path: string, loading: Loading): Evaluate {
  if (typeof value === 'string' && !value.startsWith('{%') && parseTimestamp(value) === undefined) {
    loading.refuse(path, {
      problem: `'${value}' is not a timestamp.`,
      remedy: 'Write it as RFC 3339 with an upper-case T and a zone: 2030-01-31T12:00:00Z.',
    });
  }
  if (typeof value !== 'string') {
    loading.refuse(path, { problem: 'A timestamp is a text.', remedy: 'Write it as 2030-01-31T12:00:00Z.' });
  }
  return compileTemplate(asJson(value), path, 'Timestamp', PLAIN, loading.setting, loading.refuse);
}

function loadSucceed(
  name: string,
  document: Fields,
  path: string,
  variables: Variables,
  loading: Loading,
): SucceedState {
  onlyFields(document, path, [...common, 'Output'], loading);
  return { type: 'Succeed', name, ...clause(document, path, '', PLAIN, variables, loading) };
}

function loadFail(
  name: string,
  document: Fields,
  path: string,
  _variables: Variables,
  loading: Loading,
): FailState {
  onlyFields(document, path, [...common, 'Error', 'Cause'], loading);
  for (const field of ['Error', 'Cause']) {
    if (document[field] !== undefined && typeof document[field] !== 'string') {
      loading.refuse(`${path}/${field}`, {
        problem: 'It is not a text.',
        remedy: 'Give a text or a {% %} expression.',
      });
    }
  }
  return {
    type: 'Fail',
    name,
    error: template(document.Error, `${path}/Error`, 'Error', PLAIN, loading),
    cause: template(document.Cause, `${path}/Cause`, 'Cause', PLAIN, loading),
  };
}
