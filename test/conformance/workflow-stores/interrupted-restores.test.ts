import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, vi } from 'vitest';
import type { WorkflowRunStore } from '../../../core/ports/workflow-run-store.ts';
import { injectFaults } from '../../aws/inject-faults.ts';
import { awsHome, embeddedHome, type Stores } from '../homes.ts';
import { type Faults, type FaultyCall, interruptedRestoresSuite } from './interrupted-restores.ts';

describe('A restore that is interrupted, AWS', () => {
  const home = awsHome();
  let injected: ReturnType<typeof injectFaults>;
  beforeAll(async () => {
    // The SDK pauses before it repeats a call, for a random part of a time.
    vi.spyOn(Math, 'random').mockReturnValue(0);
    injected = injectFaults(new SQSClient({ region: 'us-east-1' }).config.requestHandler);
    await home.start();
  });
  afterAll(async () => {
    injected?.remove();
    vi.restoreAllMocks();
    await home.stop();
  });

  /** Writes; of those of the steps, which are written at the same time, some stand for all. */
  const isTold = ({ name, occurrence }: FaultyCall) =>
    /:(UpdateItem|PUT)$/.test(name) || (name === 'dynamodb:PutItem' && (occurrence < 4 || occurrence === 20));
  interruptedRestoresSuite(() => home.open(), {
    async record(work) {
      const calls = await injected.record(work);
      return calls.filter(isTold);
    },
    // With all that follow: the SDK's repetitions, and what goes on at the same time.
    arm: (call, mode) => injected.arm({ ...call, mode, times: Number.POSITIVE_INFINITY }),
    disarm: () => injected.disarm(),
  });
});

describe('A restore that is interrupted, embedded', () => {
  const home = embeddedHome();
  afterAll(() => home.stop());

  const watched = watchWrites();
  const open = async (): Promise<Stores> => {
    const stores = await home.open();
    return { ...stores, workflowRuns: watched.watch(stores.workflowRuns) };
  };
  interruptedRestoresSuite(open, watched);
});

/** SQLite has no connection that breaks: what fails is the call of the store. */
function watchWrites(): Faults & { watch(runs: WorkflowRunStore): WorkflowRunStore } {
  const counts = new Map<string, number>();
  let recorded: FaultyCall[] | undefined;
  let fault: (FaultyCall & { mode: 'before' | 'after' }) | undefined;
  const writes: ReadonlySet<string> = new Set(['put', 'putStep', 'settled']);
  return {
    watch(runs) {
      const calls = Object.entries(runs as object).map(([name, call]) => [
        name,
        async (...args: unknown[]) => {
          if (!writes.has(name)) return await call(...args);
          const occurrence = (counts.get(name) ?? 0) + 1;
          counts.set(name, occurrence);
          recorded?.push({ name, occurrence });
          const isHit = fault?.name === name && fault.occurrence === occurrence;
          if (isHit && fault?.mode === 'before') throw new Error('The platform was killed.');
          const result = await call(...args);
          if (isHit) throw new Error('The platform was killed.');
          return result;
        },
      ]);
      return Object.fromEntries(calls) as WorkflowRunStore;
    },
    async record(work) {
      counts.clear();
      recorded = [];
      await work();
      const calls = recorded;
      recorded = undefined;
      return calls;
    },
    arm(call, mode) {
      counts.clear();
      fault = { ...call, mode };
    },
    disarm() {
      fault = undefined;
    },
  };
}
