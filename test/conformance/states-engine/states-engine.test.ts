import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../../adapters/embedded/sqlite/database.ts';
import { openEngine, UnsupportedState } from '../../../adapters/embedded/states-engine/engine.ts';
import { randomIds } from '../../../adapters/node/random-ids.ts';
import { manualClock } from '../manual-clock.ts';
import type { MachineCase } from './machine-case.ts';
import { choiceWait } from './machines/choice-wait.ts';
import { errors } from './machines/errors.ts';
import { expressions } from './machines/expressions.ts';
import { mapParallel } from './machines/map-parallel.ts';
import { passSucceedFail } from './machines/pass-succeed-fail.ts';
import { task } from './machines/task.ts';
import { variablesContext } from './machines/variables-context.ts';
import { refusals } from './refusals.ts';
import { type CaseResult, runMachineCase } from './run-machine-case.ts';
import { joined, validateMachine } from './validate-machine.ts';

const table = { passSucceedFail, task, choiceWait, mapParallel, errors, variablesContext, expressions };

describe.each(Object.entries(table))('The language, %s', (_, rows) => {
  test.each(rows)('demands that $name', async (row) => {
    expectOutcome(row, await runMachineCase(row));
  });

  test.each(rows)('also after a restart: $name', async (row) => {
    const { calledAt: _calls, ...outcome } = row;
    expectOutcome(outcome, await runMachineCase(row, { restart: true }));
  });

  test.each(rows)('also when what only waits for tokens is not kept in memory: $name', async (row) => {
    expectOutcome(row, await runMachineCase(row, { keptResting: 0 }));
  });

  test('has machines that asl-validator accepts', () => {
    const { isValid, errorsText } = validateMachine(
      joined(rows.filter((row) => row.validatorLacks === undefined)),
    );
    expect(isValid, errorsText()).toBe(true);
  });

  const lacking = rows.filter((row) => row.validatorLacks !== undefined);
  test('excuses only machines that asl-validator does not accept', () => {
    const excused = lacking.filter((row) => validateMachine(joined([row])).isValid);
    expect(excused.map(({ name }) => name)).toEqual([]);
  });
});

describe('What is not supported or malformed is refused when loaded', () => {
  test.each(refusals)('$name', ({ definition, path, type = 'STANDARD' }) => {
    const document = Array.isArray(definition)
      ? definition
      : { QueryLanguage: 'JSONata', ...(definition as object) };
    const open = (): unknown =>
      openEngine({
        database: openDatabase(':memory:'),
        clock: manualClock(),
        ids: randomIds(),
        tasks: { echo: (payload) => payload },
        machines: { machine: { definition: document, type } },
      });
    expect(open).toThrow(UnsupportedState);
    expect(open).toThrow(
      expect.objectContaining({ path, remedy: expect.stringMatching(/^[A-Z].*\.$/), retryable: false }),
    );
  });
});

function expectOutcome(row: MachineCase, { execution, calls }: CaseResult): void {
  const { status, error, cause, output } = execution;
  if ('output' in row.expected) {
    expect({ status, output, error, cause }).toEqual({ status: 'SUCCEEDED', output: row.expected.output });
  } else {
    expect(status).toBe(row.expected.status ?? 'FAILED');
    if (row.expected.error !== undefined) expect(error).toBe(row.expected.error);
    if (row.expected.cause !== undefined) expect(cause).toMatch(row.expected.cause);
  }
  if (row.lasts !== undefined) expect((execution.endedAt! - execution.startedAt) / 1000).toBe(row.lasts);
  for (const [name, seconds] of Object.entries(row.calledAt ?? {})) {
    expect(calls.filter((call) => call.name === name).map((call) => call.second)).toEqual(seconds);
  }
}
