import { isObject } from './json.ts';
import {
  clause,
  type Fields,
  IN_CATCH,
  type Loading,
  number,
  onlyFields,
  textField,
  type Variables,
} from './load-fields.ts';
import type { Catcher, Guarded, Retrier } from './machine.ts';

/** `Retry` and `Catch`. Defaults: https://states-language.net/spec.html, "Errors". */
export function guarded(document: Fields, path: string, variables: Variables, loading: Loading): Guarded {
  return {
    retriers: list(document.Retry, `${path}/Retry`, loading).map(([entry, at, last]) =>
      retrier(entry, at, last, loading),
    ),
    catchers: list(document.Catch, `${path}/Catch`, loading).map(([entry, at, last], index) =>
      catcher(entry, at, last, index, variables, loading),
    ),
  };
}

type Entry = [entry: Fields, path: string, last: boolean];

function list(value: unknown, path: string, { refuse }: Loading): Entry[] {
  if (value === undefined) return [];
  if (!Array.isArray(value))
    return refuse(path, { problem: 'It is not a list.', remedy: 'Give a list of objects.' });
  return value.map((entry: unknown, index): Entry => {
    const at = `${path}/${index}`;
    if (!isObject(entry))
      return refuse(at, { problem: 'It is not a JSON object.', remedy: 'Write it as one.' });
    return [entry, at, index === value.length - 1];
  });
}

function retrier(entry: Fields, path: string, last: boolean, loading: Loading): Retrier {
  onlyFields(
    entry,
    path,
    [
      'ErrorEquals',
      'IntervalSeconds',
      'MaxAttempts',
      'BackoffRate',
      'MaxDelaySeconds',
      'JitterStrategy',
      'Comment',
    ],
    loading,
  );
  const {
    IntervalSeconds = 1,
    MaxAttempts = 3,
    BackoffRate = 2,
    MaxDelaySeconds,
    JitterStrategy = 'NONE',
  } = entry;
  if (JitterStrategy !== 'NONE' && JitterStrategy !== 'FULL') {
    loading.refuse(`${path}/JitterStrategy`, {
      problem: `${JSON.stringify(JitterStrategy)} is not a strategy.`,
      remedy: 'Use "FULL" or "NONE".',
    });
  }
  const intervalSeconds = number(IntervalSeconds, `${path}/IntervalSeconds`, WHOLE_FROM_1, loading);
  const maxDelaySeconds =
    MaxDelaySeconds === undefined
      ? undefined
      : number(
          MaxDelaySeconds,
          `${path}/MaxDelaySeconds`,
          { least: 1, most: 31_622_400, whole: true },
          loading,
        );
  if (maxDelaySeconds !== undefined && maxDelaySeconds <= intervalSeconds) {
    loading.refuse(`${path}/MaxDelaySeconds`, {
      problem: 'It is not above IntervalSeconds.',
      remedy: 'Raise it, or lower the interval.',
    });
  }
  return {
    errors: errorEquals(entry, path, last, loading),
    intervalSeconds,
    maxAttempts: number(
      MaxAttempts,
      `${path}/MaxAttempts`,
      { least: 0, most: 99_999_999, whole: true },
      loading,
    ),
    backoffRate: number(BackoffRate, `${path}/BackoffRate`, { least: 1 }, loading),
    maxDelaySeconds,
    fullJitter: JitterStrategy === 'FULL',
  };
}

const WHOLE_FROM_1 = { least: 1, most: 99_999_999, whole: true };

function catcher(
  entry: Fields,
  path: string,
  last: boolean,
  index: number,
  variables: Variables,
  loading: Loading,
): Catcher {
  onlyFields(entry, path, ['ErrorEquals', 'Next', 'Assign', 'Output', 'Comment'], loading);
  return {
    errors: errorEquals(entry, path, last, loading),
    next: textField(entry.Next, `${path}/Next`, loading),
    ...clause(entry, path, `Catch[${index}]/`, IN_CATCH, variables, loading),
  };
}

function errorEquals(entry: Fields, path: string, last: boolean, loading: Loading): string[] {
  const at = `${path}/ErrorEquals`;
  const { ErrorEquals } = entry;
  if (!Array.isArray(ErrorEquals) || ErrorEquals.length === 0) {
    return loading.refuse(at, {
      problem: 'There are no error names.',
      remedy: 'Give a list with at least one.',
    });
  }
  const errors = ErrorEquals.map((name: unknown, index) => textField(name, `${at}/${index}`, loading));
  if (errors.includes('States.ALL') && (errors.length > 1 || !last)) {
    loading.refuse(at, {
      problem: 'States.ALL matches everything, and so stands alone and in the last place.',
      remedy: 'Move it into an entry of its own at the end of the list.',
    });
  }
  return errors;
}
