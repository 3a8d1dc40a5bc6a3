import { afterEach, describe, expect, test } from 'vitest';
import type { WaitDeps } from '../../../../../core/workflow/wait/deps.ts';
import { ada } from '../run/open-workflows.ts';
import { openWaits, type Waits } from './open-waits.ts';

/** Kills at every so many of the calls. */
const EVERY = Number(process.env.HOOKLINE_CRASH_EVERY ?? 3);

let world: Waits;
afterEach(() => world.close());

/**
 * Plays a story until each (or every so many) of its calls of a store in turn, before it and after it, kills the process there, and goes on with another.
 *
 * @returns how many such places there are.
 */
async function killEverywhere(story: () => Promise<void>, then: () => Promise<void>): Promise<number> {
  for (let at = 1; ; at += EVERY) {
    let calls = 0;
    let kill = (): void => {};
    const killed = new Promise<'killed'>((resolve) => {
      kill = () => resolve('killed');
    });
    const hold = (): Promise<void> | undefined => {
      if (++calls < at) return undefined;
      kill();
      return new Promise(() => {});
    };
    world = await openWaits({ durable: true, replace: (deps) => watched(deps, hold) });
    const ended = await Promise.race([story(), killed]);
    world = await world.killAndReopen({ durable: true });
    await world.home.quiet();
    await then();
    expect(world.errors).toEqual([]);
    if (ended !== 'killed') return calls;
    await world.close();
  }
}

function watched(deps: WaitDeps, around: () => Promise<void> | undefined): Partial<WaitDeps> {
  const watch = <T extends object>(port: T): T => {
    const calls = Object.entries(port).map(([name, call]) => [
      name,
      async (...args: unknown[]) => {
        await around();
        const result: unknown = await (call as (...args: unknown[]) => unknown)(...args);
        await around();
        return result;
      },
    ]);
    return Object.fromEntries(calls) as T;
  };
  const { endStep } = watch({ endStep: deps.endStep });
  return { waits: watch(deps.waits), boxes: watch(deps.boxes), latches: watch(deps.latches), endStep };
}

describe('A process that is killed anywhere', () => {
  test('while an event is waited for and comes: the run has it, and one receipt tells of it', async () => {
    const places = await killEverywhere(
      async () => {
        await world.home.run('wait:event({"event": "a"}) → wait:event({"event": "b"})');
        await world.append({ key: 'a', value: '[1]' });
        await world.append({ key: 'a', value: '[2]' });
      },
      async () => {
        // What the story could no longer send.
        await world.append({ key: 'a', value: '[1]' }, { key: 'b', value: '[3]' });
        expect((await world.step('1'))!.output).toEqual([1]);
        expect(await world.outputOf()).toEqual([3]);
        expect(await world.receipts()).toMatchObject([{ key: 'a' }, { key: 'b' }]);
        expect([await world.waits.waits.find('a'), await world.waits.waits.find('b')]).toEqual([[], []]);
      },
    );
    expect(places).toBeGreaterThan(8);
  });

  test('while an event is sent to a run: it is stored once, or not at all and can be sent again', async () => {
    const places = await killEverywhere(
      async () => {
        await world.home.run('wait:http({"key": "k"}) → wait:http({"key": "early"})');
        await world.send('early', { first: true });
        await world.send('k', { first: true });
      },
      async () => {
        for (const key of ['early', 'k']) await world.send(key, { second: true });
        for (const stepId of ['1', '2'])
          expect(Object.keys((await world.step(stepId))!.output!)).toHaveLength(1);
        expect((await world.home.get('r')).state).toBe('succeeded');
      },
    );
    expect(places).toBeGreaterThan(8);
  });

  test('while a latch is used: each counts once, and all go on', async () => {
    const places = await killEverywhere(
      async () => {
        await world.home.run('wait:acquire({"name": "m"})', { runId: 'a' });
        await world.home.run('wait:countdown({"name": "m"})', { runId: 'w', input: { w: 1 } });
        await world.home.run('wait:release({"name": "m"})', { runId: 'b' });
      },
      async () => {
        const isThere = async (runId: string) =>
          (await world.home.deps.runs.get({ tenantId: ada.userId, runId })) !== undefined;
        if (!(await isThere('w')))
          await world.home.run('wait:countdown({"name": "m"})', { runId: 'w', input: { w: 1 } });
        if (!(await isThere('b'))) await world.home.run('wait:release({"name": "m"})', { runId: 'b' });
        expect(await Promise.all(['a', 'b', 'w'].map((id) => world.outputOf(id)))).toEqual([
          {},
          {},
          { w: 1 },
        ]);
        const latch = await world.latches.get(ada.userId, 'm');
        expect(latch).toMatchObject({ count: 0, waiting: [], waking: [] });
      },
    );
    expect(places).toBeGreaterThan(8);
  });
});
