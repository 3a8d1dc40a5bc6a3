import { isObject } from './json.ts';
import {
  AFTER_WORK,
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
  type Variables,
} from './load-fields.ts';
import { guarded } from './load-guards.ts';
import type { Container, Evaluate, MapState, ParallelState } from './machine.ts';
import { COUNT, type NumberRule, PERCENTAGE } from './number-rules.ts';

const shared = ['Type', 'Comment', 'QueryLanguage', 'Assign', 'Output', 'Next', 'End', 'Retry', 'Catch'];

export function loadMap(
  name: string,
  document: Fields,
  path: string,
  variables: Variables,
  loading: Loading,
): MapState {
  onlyFields(
    document,
    path,
    [
      ...shared,
      'Items',
      'ItemSelector',
      'ItemProcessor',
      'MaxConcurrency',
      'ToleratedFailureCount',
      'ToleratedFailurePercentage',
    ],
    loading,
  );
  const tuning = (field: string, rule: NumberRule): Evaluate | undefined =>
    numberOrExpression(document[field], `${path}/${field}`, field, rule, loading);
  return {
    type: 'Map',
    name,
    items: items(document.Items, `${path}/Items`, loading),
    itemSelector: template(document.ItemSelector, `${path}/ItemSelector`, 'ItemSelector', PLAIN, loading),
    processor: processor(document.ItemProcessor, `${path}/ItemProcessor`, variables, loading),
    maxConcurrency: tuning('MaxConcurrency', COUNT),
    toleratedFailureCount: tuning('ToleratedFailureCount', COUNT),
    toleratedFailurePercentage: tuning('ToleratedFailurePercentage', PERCENTAGE),
    ...guarded(document, path, variables, loading),
    ...clause(document, path, '', AFTER_WORK, variables, loading),
    ...onward(document, path, loading),
  };
}

function items(value: unknown, path: string, loading: Loading): Evaluate | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return template(asJson(value), path, 'Items', PLAIN, loading);
  return requiredExpression(value, path, 'Items', PLAIN, loading);
}

function processor(value: unknown, path: string, variables: Variables, loading: Loading): Container {
  if (!isObject(value)) {
    return loading.refuse(path, {
      problem: 'There is no ItemProcessor.',
      remedy: 'Give StartAt and States in it.',
    });
  }
  onlyFields(value, path, ['ProcessorConfig', 'StartAt', 'States', 'Comment'], loading);
  const { ProcessorConfig } = value;
  if (ProcessorConfig !== undefined) {
    const at = `${path}/ProcessorConfig`;
    if (!isObject(ProcessorConfig) || (ProcessorConfig.Mode ?? 'INLINE') !== 'INLINE') {
      loading.refuse(at, {
        problem: 'Only the mode INLINE is supported.',
        remedy: 'Set {"Mode": "INLINE"} or leave it out.',
      });
    }
    onlyFields(ProcessorConfig as Fields, at, ['Mode'], loading);
  }
  return loading.loadContainer(value, path, variables.visible, loading);
}

export function loadParallel(
  name: string,
  document: Fields,
  path: string,
  variables: Variables,
  loading: Loading,
): ParallelState {
  onlyFields(document, path, [...shared, 'Arguments', 'Branches'], loading);
  if (!Array.isArray(document.Branches) || document.Branches.length === 0) {
    return loading.refuse(`${path}/Branches`, {
      problem: 'There are no branches.',
      remedy: 'Give at least one.',
    });
  }
  return {
    type: 'Parallel',
    name,
    arguments: template(document.Arguments, `${path}/Arguments`, 'Arguments', PLAIN, loading),
    branches: document.Branches.map((branch: unknown, index) => {
      const at = `${path}/Branches/${index}`;
      if (!isObject(branch)) {
        return loading.refuse(at, {
          problem: 'A branch is a JSON object.',
          remedy: 'Give StartAt and States in it.',
        });
      }
      onlyFields(branch, at, ['StartAt', 'States', 'Comment'], loading);
      return loading.loadContainer(branch, at, variables.visible, loading);
    }),
    ...guarded(document, path, variables, loading),
    ...clause(document, path, '', AFTER_WORK, variables, loading),
    ...onward(document, path, loading),
  };
}
