import { describe, expect, test } from 'vitest';
import { limits } from '../../core/contract/limits.ts';
import type { FiringRecord, FiringStore, RunClaim, RunSettlement } from '../../core/ports/firing-store.ts';
import type { FiringExecution } from '../../core/ports/orchestrator.ts';
import type { RunOutcome } from '../../core/ports/runner.ts';
import type { ManualClock } from './manual-clock.ts';

const FIRING_ID = 'firing-0123456789abcde';

export const firing = (more: Partial<FiringRecord> = {}): FiringRecord => ({
  id: FIRING_ID,
  hook: 'h',
  tags: ['x', 'ü #'],
  allHandlers: false,
  firedById: 'id-of-bert',
  firedBy: 'bert',
  fingerprint: 'fingerprint',
  payloadBytes: 2,
  plan: [{ handlerId: 7, version: 3 }],
  executionType: 'EXPRESS',
  acceptedAt: 1000,
  finishedAt: null,
  ...more,
});

export const payload = Buffer.from('{}');

const claim = (more: Partial<RunClaim> = {}): RunClaim => ({
  firingId: FIRING_ID,
  handlerId: 7,
  handlerVersion: 3,
  tenantId: 'id-of-allen',
  executionId: 'execution-1',
  now: 2000,
  leaseUntil: 62_000,
  secretHash: 'secret-1',
  ...more,
});

const succeeded: RunOutcome = {
  ok: true,
  result: 'done',
  resultType: 'text',
  resultCut: false,
  output: 'printed\n',
  durationMs: 12.5,
};

const failed: RunOutcome = {
  ok: false,
  error: { name: 'TypeError', message: 'x is not a function', stack: 'TypeError: x\n    at here' },
  output: '',
  durationMs: 3,
};

const settlement = (more: Partial<RunSettlement> = {}): RunSettlement => ({
  firingId: FIRING_ID,
  handlerId: 7,
  handlerVersion: 3,
  tenantId: 'id-of-allen',
  attempt: 1,
  outcome: succeeded,
  at: 3000,
  closesFiring: true,
  ...more,
});

const { attempt: _attempt, ...withoutAttempt } = settlement();

const twoRuns = [
  { handlerId: 7, version: 3 },
  { handlerId: 12, version: 0 },
];

/** What every FiringStore does. */
export function firingStoreSuite(
  open: () => Promise<{
    firings: FiringStore;
    clock: ManualClock;
    launched(): Promise<FiringExecution[]>;
  }>,
): void {
  const accepted = async (more: Partial<FiringRecord> = {}) => {
    const stores = await open();
    expect(await stores.firings.accept(firing(more), payload)).toEqual({});
    return stores;
  };

  describe('accepting', () => {
    test('stores the firing whole', async () => {
      const { firings } = await accepted({ plan: twoRuns });
      expect(await firings.get(FIRING_ID)).toEqual({ firing: firing({ plan: twoRuns }), runs: [] });
    });

    test('hands it to the engine, with its plan and payload', async () => {
      const { firings, launched } = await accepted({ plan: twoRuns, executionType: 'STANDARD' });
      const executions = await launched();
      expect(executions).toEqual([
        {
          firingId: FIRING_ID,
          tags: ['x', 'ü #'],
          payload: expect.anything(),
          executionType: 'STANDARD',
          runs: twoRuns,
          onlyRun: false,
          mayWait: false,
          items: null,
        },
      ]);
      expect(Buffer.from(await firings.payload(FIRING_ID, executions[0]!.payload))).toEqual(payload);
    });

    test('says when there is one run only', async () => {
      const { launched } = await accepted();
      expect(await launched()).toMatchObject([{ onlyRun: true, mayWait: true }]);
    });

    test('with an empty plan, it is finished and not handed over', async () => {
      const { firings, launched } = await accepted({ plan: [], finishedAt: 1000 });
      expect(await launched()).toEqual([]);
      expect((await firings.get(FIRING_ID))?.firing).toEqual(firing({ plan: [], finishedAt: 1000 }));
    });

    test('keeps a plan of a thousand runs', async () => {
      const plan = Array.from({ length: 1000 }, (_, index) => ({
        handlerId: 1_000_000 + index,
        version: index,
      }));
      const { firings, launched } = await accepted({ plan, executionType: 'STANDARD' });
      expect((await firings.get(FIRING_ID))?.firing.plan).toEqual(plan);
      expect((await launched())[0]?.runs).toEqual(plan);
    });

    test.each([
      [
        'with white space and numbers as they were written',
        '{ "StartNs" :1591844350000000000, "x": 1.50e+2}\n',
      ],
      ['with every kind of character', '{"a":"ü 漢 🎈 \u007f \u2028 \ufffe \uffff \\u0000 \\ud800"}'],
      ['of 32 KiB, all to be escaped', `{"a":${JSON.stringify('"'.repeat(16 * 1024 - 4))}}`],
      ['just beyond 32 KiB', `{"a":"${'x'.repeat(32 * 1024)}"}`],
      ['of 1 MiB', `{"a":"${'ü'.repeat(512 * 1024 - 5)}"}`],
    ])('a payload %s arrives byte for byte', async (_, text) => {
      const { firings, launched } = await open();
      const bytes = Buffer.from(text);
      await firings.accept(firing({ payloadBytes: bytes.byteLength }), bytes);
      const [execution] = await launched();
      const arrived = Buffer.from(await firings.payload(FIRING_ID, execution!.payload));
      expect(arrived.equals(bytes)).toBe(true);
      expect((await firings.get(FIRING_ID))?.firing.payloadBytes).toBe(bytes.byteLength);
    });

    test('with its id taken, it returns what stands there and changes nothing', async () => {
      const { firings, launched } = await accepted();
      await launched();
      const other = firing({ fingerprint: 'other', tags: [], acceptedAt: 9000, plan: [] });
      expect(await firings.accept(other, Buffer.from('{"other":1}'))).toEqual({ existing: firing() });
      expect(await firings.get(FIRING_ID)).toEqual({ firing: firing(), runs: [] });
      expect(await launched()).toEqual([]);
    });

    test('once it is finished, a repetition is not handed over again', async () => {
      const { firings, launched } = await accepted();
      await firings.claim(claim());
      await firings.settle(settlement());
      await launched();
      expect(await firings.accept(firing(), payload)).toEqual({ existing: firing({ finishedAt: 3000 }) });
      expect(await launched()).toEqual([]);
    });

    test('of repetitions at the same time one is accepted', async () => {
      const { firings, launched } = await open();
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          firings.accept(firing({ acceptedAt: 1000 + index }), payload),
        ),
      );
      const won = answers.findIndex(({ existing }) => existing === undefined);
      expect(answers.filter(({ existing }) => existing === undefined)).toHaveLength(1);
      for (const { existing } of answers.filter((_, index) => index !== won)) {
        expect(existing).toEqual(firing({ acceptedAt: 1000 + won }));
      }
      expect((await launched()).length).toBeGreaterThan(0);
    });
  });

  test('there is no firing of an unknown id', async () => {
    const { firings } = await open();
    expect(await firings.get('unknown-0123456789abcd')).toBeUndefined();
    expect(await firings.run({ firingId: 'unknown-0123456789abcd', handlerId: 7 })).toBeUndefined();
  });

  describe('claiming', () => {
    test('begins the first attempt; before it the run has no record', async () => {
      const { firings } = await accepted();
      expect(await firings.run(claim())).toBeUndefined();
      expect(await firings.claim(claim())).toEqual({ state: 'claimed', attempt: 1, failures: 0 });
      const run = {
        firingId: FIRING_ID,
        handlerId: 7,
        handlerVersion: 3,
        tenantId: 'id-of-allen',
        attempt: 1,
        startedAt: 2000,
        secretHash: 'secret-1',
        outcome: null,
        endedAt: null,
        notifiedAt: null,
        waiting: null,
        attempts: [],
        cancelRequested: null,
        itemCount: null,
      };
      expect(await firings.run(claim())).toEqual(run);
      expect(await firings.get(FIRING_ID)).toEqual({ firing: firing(), runs: [run] });
    });

    test('by the same execution again begins the next attempt', async () => {
      const { firings } = await accepted();
      await firings.claim(claim());
      const again = claim({ now: 2500, leaseUntil: 62_500, secretHash: 'secret-2' });
      expect(await firings.claim(again)).toEqual({ state: 'claimed', attempt: 2, failures: 0 });
      expect(await firings.run(claim())).toMatchObject({
        attempt: 2,
        startedAt: 2500,
        secretHash: 'secret-2',
      });
    });

    test('by another execution waits for the lease', async () => {
      const { firings } = await accepted();
      await firings.claim(claim());
      const other = { executionId: 'execution-2', secretHash: 'secret-2' };
      expect(await firings.claim(claim({ ...other, now: 61_999 }))).toEqual({ state: 'held' });
      expect(await firings.run(claim())).toMatchObject({ attempt: 1, secretHash: 'secret-1' });
      expect(await firings.claim(claim({ ...other, now: 62_001, leaseUntil: 99_000 }))).toEqual({
        state: 'claimed',
        attempt: 2,
        failures: 0,
      });
      // The lease is the second execution's now.
      expect(await firings.claim(claim({ now: 62_002, secretHash: 'secret-3' }))).toEqual({ state: 'held' });
    });

    test('a run that has its outcome is final, for everybody', async () => {
      const { firings } = await accepted();
      await firings.claim(claim());
      await firings.settle(settlement());
      for (const executionId of ['execution-1', 'execution-2']) {
        const late = claim({ executionId, now: 100_000, secretHash: 'secret-2' });
        expect(await firings.claim(late)).toEqual({ state: 'final' });
      }
      expect(await firings.run(claim())).toMatchObject({ attempt: 1, outcome: succeeded });
    });

    test('of several executions at the same time one gets it', async () => {
      const { firings } = await accepted();
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          firings.claim(claim({ executionId: `execution-${index}`, secretHash: `secret-${index}` })),
        ),
      );
      expect(answers.filter(({ state }) => state === 'claimed')).toHaveLength(1);
      expect(answers.filter(({ state }) => state === 'held')).toHaveLength(5);
    });

    test('each run is claimed by itself', async () => {
      const { firings } = await accepted({ plan: twoRuns });
      await firings.accept(firing({ id: 'another-0123456789abcd' }), payload);
      await firings.claim(claim());
      const others = [
        claim({ handlerId: 12, handlerVersion: 0, executionId: 'execution-2' }),
        claim({ firingId: 'another-0123456789abcd', executionId: 'execution-3' }),
      ];
      for (const other of others)
        expect(await firings.claim(other)).toEqual({ state: 'claimed', attempt: 1, failures: 0 });
      const found = await firings.get(FIRING_ID);
      expect(found?.runs.map(({ handlerId }) => handlerId).sort((a, b) => a - b)).toEqual([7, 12]);
    });
  });

  describe('settling', () => {
    test.each([
      ['a success', succeeded],
      ['a failure', failed],
      ['a failure without a stack', { ...failed, error: { name: 'RunnerLost', message: 'gone' } }],
    ])('writes %s', async (_, outcome) => {
      const { firings } = await accepted();
      await firings.claim(claim());
      expect(await firings.settle(settlement({ outcome }))).toBe(true);
      expect(await firings.run(claim())).toMatchObject({ outcome, endedAt: 3000, attempt: 1 });
      expect((await firings.get(FIRING_ID))?.runs).toMatchObject([{ outcome, endedAt: 3000 }]);
    });

    test('keeps the largest outcome whole', async () => {
      const { firings } = await accepted();
      await firings.claim(claim());
      const outcome = {
        ...succeeded,
        result: 'ü'.repeat(limits.resultBytes / 2),
        resultCut: true,
        output: '"\n'.repeat(limits.outputBytes / 2),
      };
      expect(await firings.settle(settlement({ outcome }))).toBe(true);
      expect((await firings.run(claim()))?.outcome).toEqual(outcome);
      expect((await firings.get(FIRING_ID))?.runs[0]?.outcome).toEqual(outcome);
    });

    test('happens once', async () => {
      const { firings } = await accepted();
      await firings.claim(claim());
      await firings.settle(settlement());
      expect(await firings.settle(settlement({ outcome: failed, at: 4000 }))).toBe(false);
      expect(await firings.settle({ ...withoutAttempt, outcome: failed, at: 4000 })).toBe(false);
      expect(await firings.run(claim())).toMatchObject({ outcome: succeeded, endedAt: 3000 });
    });

    test('at the same time, one counts', async () => {
      const { firings } = await accepted();
      await firings.claim(claim());
      const outcomes = Array.from({ length: 5 }, (_, index) => ({ ...succeeded, result: `result ${index}` }));
      const answers = await Promise.all(outcomes.map((outcome) => firings.settle(settlement({ outcome }))));
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect((await firings.run(claim()))?.outcome).toEqual(outcomes[answers.indexOf(true)]);
    });

    test('by an attempt that is not the newest changes nothing', async () => {
      const { firings } = await accepted();
      await firings.claim(claim());
      await firings.claim(claim({ secretHash: 'secret-2' }));
      expect(await firings.settle(settlement({ outcome: failed }))).toBe(false);
      expect(await firings.run(claim())).toMatchObject({ outcome: null, endedAt: null });
      expect(await firings.settle(settlement({ attempt: 2 }))).toBe(true);
    });

    test('by an attempt of a run never claimed changes nothing', async () => {
      const { firings } = await accepted();
      expect(await firings.settle(settlement())).toBe(false);
      expect(await firings.run(claim())).toBeUndefined();
    });

    test('without an attempt counts whatever the attempt', async () => {
      const { firings } = await accepted();
      await firings.claim(claim());
      await firings.claim(claim({ now: 2500, secretHash: 'secret-2' }));
      expect(await firings.settle({ ...withoutAttempt, outcome: failed })).toBe(true);
      expect(await firings.run(claim())).toMatchObject({
        attempt: 2,
        startedAt: 2500,
        outcome: failed,
        endedAt: 3000,
      });
    });

    test('without an attempt ends a run never claimed', async () => {
      const { firings } = await accepted();
      expect(await firings.settle({ ...withoutAttempt, outcome: failed })).toBe(true);
      expect(await firings.run(claim())).toMatchObject({
        handlerId: 7,
        handlerVersion: 3,
        tenantId: 'id-of-allen',
        attempt: 0,
        outcome: failed,
        endedAt: 3000,
      });
      expect(await firings.claim(claim())).toEqual({ state: 'final' });
    });

    test('of the only run finishes the firing', async () => {
      const { firings } = await accepted();
      await firings.claim(claim());
      expect((await firings.get(FIRING_ID))?.firing.finishedAt).toBeNull();
      await firings.settle(settlement());
      expect((await firings.get(FIRING_ID))?.firing).toEqual(firing({ finishedAt: 3000 }));
    });
  });

  test('notes when the e-mail was handed over', async () => {
    const { firings } = await accepted();
    await firings.claim(claim());
    await firings.settle(settlement());
    await firings.notified(claim(), 4000);
    expect(await firings.run(claim())).toMatchObject({ notifiedAt: 4000, outcome: succeeded });
    await firings.notified({ firingId: 'unknown-0123456789abcd', handlerId: 7 }, 4000);
    expect(await firings.run({ firingId: 'unknown-0123456789abcd', handlerId: 7 })).toBeUndefined();
  });

  describe('closing', () => {
    const settleBoth = async (firings: FiringStore) => {
      for (const { handlerId, version } of twoRuns) {
        await firings.claim(claim({ handlerId, handlerVersion: version }));
        await firings.settle(settlement({ handlerId, handlerVersion: version, closesFiring: false }));
      }
    };

    test('finishes a firing whose runs are all final', async () => {
      const { firings } = await accepted({ plan: twoRuns });
      await settleBoth(firings);
      expect((await firings.get(FIRING_ID))?.firing.finishedAt).toBeNull();
      await firings.close(FIRING_ID, 5000);
      expect((await firings.get(FIRING_ID))?.firing).toEqual(firing({ plan: twoRuns, finishedAt: 5000 }));
    });

    test('happens once', async () => {
      const { firings } = await accepted({ plan: twoRuns });
      await settleBoth(firings);
      await firings.close(FIRING_ID, 5000);
      await firings.close(FIRING_ID, 6000);
      expect((await firings.get(FIRING_ID))?.firing.finishedAt).toBe(5000);
    });

    test('an unknown firing changes nothing', async () => {
      const { firings } = await open();
      await firings.close(FIRING_ID, 5000);
      expect(await firings.get(FIRING_ID)).toBeUndefined();
    });
  });

  describe('waiting for the finish', () => {
    /** Lets time pass until the promise is settled; returns how much. */
    const passed = async (clock: ManualClock, waiting: Promise<void>): Promise<number> => {
      const start = clock.now();
      let settled = false;
      const done = waiting.finally(() => {
        settled = true;
      });
      while (!settled) {
        await new Promise(setImmediate);
        if (!settled) clock.advance(10);
      }
      await done;
      return clock.now() - start;
    };

    test('ends at once for a finished firing and for an unknown one', async () => {
      const { firings } = await accepted({ plan: [], finishedAt: 1000 });
      await firings.waitForFinish(FIRING_ID, 20_000);
      await firings.waitForFinish('unknown-0123456789abcd', 20_000);
    });

    test('ends when the only run is settled', async () => {
      const { firings, clock } = await accepted();
      await firings.claim(claim());
      const waiting = firings.waitForFinish(FIRING_ID, 3_600_000);
      await firings.settle(settlement());
      expect(await passed(clock, waiting)).toBeLessThan(3_600_000);
      expect((await firings.get(FIRING_ID))?.firing.finishedAt).toBe(3000);
    });

    test('ends when the firing is closed', async () => {
      const { firings, clock } = await accepted({ plan: twoRuns });
      const waiting = firings.waitForFinish(FIRING_ID, 3_600_000);
      for (const { handlerId } of twoRuns) {
        await firings.settle({ ...withoutAttempt, handlerId, closesFiring: false });
      }
      await firings.close(FIRING_ID, 5000);
      expect(await passed(clock, waiting)).toBeLessThan(3_600_000);
    });

    test('ends after the time it was given', async () => {
      const { firings, clock } = await accepted();
      expect(await passed(clock, firings.waitForFinish(FIRING_ID, 2000))).toBeGreaterThanOrEqual(2000);
      expect((await firings.get(FIRING_ID))?.firing.finishedAt).toBeNull();
    });
  });
}
