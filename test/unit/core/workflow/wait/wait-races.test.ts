import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ada } from '../run/open-workflows.ts';
import { openWaits } from './open-waits.ts';

const RUNS = Number(process.env.HOOKLINE_RACES ?? 60);

/** The most turns of the event loop that pass around a call. */
const MOST_TURNS = 4;

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
};

/** Lets some turns pass before each call and after it. */
function slowed<T extends object>(port: T, pause: () => Promise<void>): T {
  const calls = Object.entries(port).map(([name, call]) => [
    name,
    async (...args: unknown[]) => {
      await pause();
      const result: unknown = await (call as (...args: unknown[]) => unknown)(...args);
      await pause();
      return result;
    },
  ]);
  return Object.fromEntries(calls) as T;
}

const action = fc.record({
  act: fc.constantFrom('wait', 'send', 'send'),
  key: fc.constantFrom('a', 'b', 'c'),
  turns: fc.nat({ max: 2 * MOST_TURNS }),
});

test('Runs that begin to wait while events come, in whatever order it all happens, each take the first event since their start', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { minLength: 2, maxLength: 25 }),
      fc.infiniteStream(fc.nat({ max: MOST_TURNS })),
      async (actions, pauses) => {
        const pause = () => turns(pauses.next().value);
        const world = await openWaits({
          replace: (deps) => ({ waits: slowed(deps.waits, pause), events: slowed(deps.events, pause) }),
        });
        try {
          const { home } = world;
          const sent: ReturnType<typeof world.append>[] = [];
          const started: Promise<string>[] = [];
          for (const [number, { act, key, turns: after }] of actions.entries()) {
            if (act === 'send') sent.push(world.append({ key, value: `[${number}]` }));
            else {
              const starting = home.start(`wait:event({"event": "${key}"})`, { runId: `${key}${number}` });
              started.push(starting.then(({ runId }) => runId));
            }
            await turns(after);
          }
          const events = (await Promise.all(sent)).flat();
          const runs = await Promise.all((await Promise.all(started)).map((runId) => home.get(runId)));
          const expected = runs.map(({ runId, eventsAfter }) => {
            const first = events
              .filter(({ key, offset }) => key === runId[0] && offset > eventsAfter)
              .sort((one, other) => one.offset - other.offset)[0];
            return first === undefined ? 'running' : JSON.parse(first.value);
          });
          for (let tries = 0; tries < 100 && !(await isThere()); tries++) await turns(MOST_TURNS);

          expect(await outputs()).toEqual(expected);
          expect(world.errors).toEqual([]);

          async function outputs(): Promise<unknown[]> {
            return await Promise.all(runs.map(({ runId }) => world.outputOf(runId)));
          }
          async function isThere(): Promise<boolean> {
            await home.quiet();
            return JSON.stringify(await outputs()) === JSON.stringify(expected);
          }
        } finally {
          await world.close();
        }
      },
    ),
    { numRuns: RUNS },
  );
});

test('Who waits is known at once, before the wait is on disk, and until nobody does', async () => {
  const world = await openWaits({ delivering: false });
  const { waits } = world;
  const wait = {
    ...{ tenantId: ada.userId, runId: 'r', stepId: '1', key: 'a' as string | undefined },
    ...{ namespace: undefined, sender: undefined, eventType: undefined, after: 0, match: undefined },
  };
  const awaited = () => ['a', 'b'].map(world.awaits);
  expect(awaited()).toEqual([false, false]);
  const put = waits.waits.put(wait);
  expect(awaited()).toEqual([true, false]);
  await put;
  await waits.waits.put({ ...wait, stepId: '2' });
  await waits.waits.remove(wait);
  expect(awaited()).toEqual([true, false]);
  await waits.waits.remove({ ...wait, stepId: '2' });
  expect(awaited()).toEqual([false, false]);
  await waits.waits.put({ ...wait, key: undefined });
  expect(awaited()).toEqual([true, true]);
  await waits.waits.remove({ ...wait, key: undefined });
  expect(awaited()).toEqual([false, false]);
  await world.close();
});
