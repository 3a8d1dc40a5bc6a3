import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { checkExecutionOptions, executionOptions } from '../../../../core/contract/execution-options.ts';

const schema = z.strictObject(executionOptions).superRefine(checkExecutionOptions);

/** The paths and messages of what is refused; none when it is taken. */
function refused(options: unknown): string[] {
  const { error } = schema.safeParse(options);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('The options of execution', () => {
  test('absent ones stay absent', () => {
    expect(schema.parse({})).toEqual({});
    expect(schema.parse({ executor: {} })).toEqual({ executor: {} });
  });

  test('a retry takes event_pipeline’s defaults', () => {
    expect(schema.parse({ retry: {} })).toEqual({
      retry: {
        maxAttempts: 5,
        backoffFactorSeconds: 0.05,
        maxBackoffSeconds: 100,
        retryOn: [],
        includeSubclasses: false,
        jitter: true,
      },
    });
  });

  const limits: [
    option: string,
    of: (value: unknown) => object,
    least: number,
    most: number,
    below: number,
    above: number,
  ][] = [
    ['retry.maxAttempts', (maxAttempts) => ({ retry: { maxAttempts } }), 1, 100, 0, 101],
    [
      'retry.backoffFactorSeconds',
      (backoffFactorSeconds) => ({ retry: { backoffFactorSeconds } }),
      0,
      86_400,
      -0.1,
      86_400.1,
    ],
    [
      'retry.maxBackoffSeconds',
      (maxBackoffSeconds) => ({ retry: { maxBackoffSeconds } }),
      0,
      86_400,
      -1,
      86_401,
    ],
    ['executor.maxWorkers', (maxWorkers) => ({ executor: { maxWorkers } }), 1, 1000, 0, 1001],
    [
      'executor.maxTasksPerChild',
      (maxTasksPerChild) => ({ executor: { maxTasksPerChild } }),
      1,
      1_000_000,
      0,
      1_000_001,
    ],
    ['executor.timeoutSeconds', (timeoutSeconds) => ({ executor: { timeoutSeconds } }), 1, 840, 0, 841],
    ['executor.memoryMiB', (memoryMiB) => ({ executor: { memoryMiB } }), 64, 640, 63, 641],
    ['rateLimit.count', (count) => ({ rateLimit: { count, perSeconds: 1 } }), 1, 1000, 0, 1001],
    [
      'rateLimit.perSeconds',
      (perSeconds) => ({ rateLimit: { count: 1, perSeconds } }),
      0.001,
      86_400,
      0,
      86_401,
    ],
    ['batchSize', (batchSize) => ({ each: 'a', batchSize }), 1, 10_000, 0, 10_001],
  ];
  test.each(limits)('%s has limits, and says which', (option, of, least, most, below, above) => {
    for (const value of [least, most]) expect(refused(of(value))).toEqual([]);
    expect(refused(of(below))).toEqual([
      expect.stringContaining(`${option}: ${option} must be at least ${least}`),
    ]);
    expect(refused(of(above))).toEqual([
      expect.stringContaining(`${option}: ${option} must be at most ${most}`),
    ]);
    expect(refused(of('1'))).toEqual([expect.stringMatching(`^${option}: ${option} must be a`)]);
  });

  test('evaluation is one of the four names, a majority, or a least number or percent', () => {
    const good = [
      'SUCCESS_ON_ALL_EVENTS_SUCCESS',
      'FAILURE_FOR_PARTIAL_ERROR',
      'SUCCESS_FOR_PARTIAL_SUCCESS',
      'FAILURE_FOR_ALL_EVENTS_FAILURE',
      { majority: true },
      { majority: true, tieBreaker: false },
      { atLeast: 0 },
      { atLeast: 1000 },
      { atLeastPercent: 0 },
      { atLeastPercent: 99.5 },
    ];
    for (const evaluation of good) expect(refused({ each: 'a', evaluation })).toEqual([]);
    const bad = [
      'ALL',
      {},
      { majority: false },
      { atLeast: -1 },
      { atLeast: 1.5 },
      { atLeastPercent: 101 },
      { atLeast: 1, atLeastPercent: 1 },
    ];
    for (const evaluation of bad) {
      expect(refused({ each: 'a', evaluation })).toEqual([
        expect.stringMatching(/^evaluation(\.\w+)?: evaluation(\.\w+)? must be /),
      ]);
    }
  });

  test('what is about items needs "each"', () => {
    const ofItems = {
      batchSize: 2,
      evaluation: { atLeast: 1 },
      stopOnError: true,
      stopOnException: true,
      stopOnSuccess: false,
    };
    for (const [name, value] of Object.entries(ofItems)) {
      expect(refused({ [name]: value })).toEqual([
        expect.stringContaining(`${name}: ${name} is about items`),
      ]);
    }
    expect(refused({ each: 'DataSets', ...ofItems })).toEqual([]);
  });

  test('unknown options and fields are refused', () => {
    for (const options of [
      { retries: 3 },
      { retry: { attempts: 3 } },
      { executor: { workers: 3 } },
      { rateLimit: { count: 1, perSeconds: 1, key: 'a' } },
    ]) {
      expect(refused(options)).toHaveLength(1);
    }
  });

  test('expressions have a length, and name prefixes have no line breaks', () => {
    expect(refused({ filter: 'a'.repeat(2000) })).toEqual([]);
    expect(refused({ filter: '' })).toEqual(['filter: filter must not be empty.']);
    expect(refused({ filter: 'a'.repeat(2001) })).toEqual([
      'filter: filter must have at most 2000 characters.',
    ]);
    expect(refused({ executor: { namePrefix: 'ingest report' } })).toEqual([]);
    expect(refused({ executor: { namePrefix: 'a\nb' } })).toHaveLength(1);
  });
});
