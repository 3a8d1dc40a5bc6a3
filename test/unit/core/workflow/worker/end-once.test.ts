import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HooklineError } from '../../../../../core/problem.ts';
import { openWorkers, type Workers } from './open-workers.ts';

/** What workers and people do, all at once; `after` milliseconds later than the one before. */
interface Deed {
  readonly after: number;
  readonly what: 'end' | 'fail' | 'renew' | 'release' | 'by hand' | 'vanish';
}

const deeds = fc.array(
  fc.record({
    // The lease is of 60 seconds: sometimes it lasts, sometimes it does not.
    after: fc.constantFrom(0, 0, 1, 30_000, 60_000, 61_000),
    what: fc.constantFrom<Deed['what']>('end', 'end', 'fail', 'renew', 'release', 'by hand', 'vanish'),
  }),
  { minLength: 2, maxLength: 8 },
);

/** One actor: claims (or not), and does its deed; resolves with what it was told to have ended the task as. */
async function act(workers: Workers, stepId: string, number: number, { what }: Deed): Promise<unknown> {
  const output = { by: number };
  if (what === 'by hand') {
    await workers.end(stepId, { output });
    return output;
  }
  const [task] = await workers.claim();
  if (task === undefined || what === 'vanish') return undefined;
  if (what === 'release') await workers.release(task.stepId, task.receipt);
  if (what === 'renew') await workers.renew(task.stepId, task.receipt);
  const reason = `by ${number}`;
  const end = what === 'fail' ? { status: 'FAILURE' as const, reason } : { output };
  await workers.end(task.stepId, { receipt: task.receipt, ...end });
  return what === 'fail' ? reason : output;
}

test('A task is ended once, however claims, ends of leases and ends follow one another', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), deeds, async (scheduler, all) => {
      let begun = false;
      const workers = openWorkers({
        around: async () => {
          if (begun) await scheduler.schedule(Promise.resolve());
        },
      });
      await workers.start('sleep');
      await expect
        .poll(() => workers.tasks.kinds('id of allen', workers.clock.now()), { interval: 1 })
        .toHaveLength(1);
      const { stepId } = (await workers.tasks.visible('id of allen', 'sleep', workers.clock.now(), 1))[0]!;

      begun = true;
      const told: unknown[] = [];
      const acting = all.map(async (deed, number) => {
        await scheduler.schedule(Promise.resolve());
        workers.clock.advance(deed.after);
        try {
          const ended = await act(workers, stepId, number, deed);
          if (ended !== undefined) told.push(ended);
        } catch (error) {
          if (!(error instanceof HooklineError && [409, 410].includes(error.status))) throw error;
        }
      });
      await scheduler.waitFor(Promise.all(acting));
      begun = false;

      const step = (await workers.step(stepId))!;
      expect(told.length).toBeLessThanOrEqual(1);
      if (told.length === 1) expect([step.output, step.error?.message]).toContainEqual(told[0]);
      // Nobody was told that it is ended: then it is not, and can still be.
      else {
        expect(step.state).toBe('active');
        workers.clock.advance(3600_000);
        const [task] = await workers.claim();
        await workers.end(stepId, { receipt: task!.receipt });
      }
      expect(await workers.ends()).toHaveLength(1);
    }),
    { numRuns: 200 },
  );
}, 60_000);
