import { expect, test } from 'vitest';
import type { WorkflowPlaces } from '../../../core/ports/workflow-places.ts';

const key = (runId: string, tenantId = 't1') => ({ tenantId, runId });

/** What every WorkflowPlaces does. */
export function workflowPlacesSuite(open: () => Promise<{ places: WorkflowPlaces }>): void {
  test('nothing is limited until somebody limits it', async () => {
    const { places } = await open();
    expect(await places.limits()).toEqual({ maxRunning: null, maxPending: null });
    for (let n = 0; n < 20; n++) expect(await places.take(key(`run-${n}`))).toBe('running');
    await places.setLimits({ maxRunning: 3, maxPending: 0 });
    expect(await places.limits()).toEqual({ maxRunning: 3, maxPending: 0 });
  });

  test('runs run, then wait, then are refused; asking again finds the place', async () => {
    const { places } = await open();
    await places.setLimits({ maxRunning: 2, maxPending: 1 });
    const asked = ['a', 'b', 'c', 'd', 'a', 'c', 'd'];
    const got = [];
    for (const run of asked) got.push(await places.take(key(run)));
    expect(got).toEqual(['running', 'running', 'pending', 'full', 'running', 'pending', 'full']);
    expect(await places.take(key('a', 't2'))).toBe('full');
  });

  test('who waits is let in when there is room, in the order of asking, and once', async () => {
    const { places } = await open();
    await places.setLimits({ maxRunning: 1, maxPending: null });
    for (const run of ['a', 'b', 'c', 'd']) await places.take(key(run));
    expect(await places.letIn()).toEqual([]);
    await places.release(key('a'));
    expect(await places.take(key('e'))).toBe('pending');
    expect(await places.letIn()).toEqual([key('b')]);
    expect(await places.letIn()).toEqual([]);
    expect(await places.take(key('b'))).toBe('running');
    await places.release(key('c'));
    await places.release(key('c'));
    await places.setLimits({ maxRunning: null, maxPending: null });
    expect(await places.letIn()).toEqual([key('d'), key('e')]);
  });

  test('a limit that is lowered lets those go on that do', async () => {
    const { places } = await open();
    await places.setLimits({ maxRunning: 2, maxPending: null });
    for (const run of ['a', 'b', 'c']) await places.take(key(run));
    await places.setLimits({ maxRunning: 1, maxPending: null });
    await places.release(key('a'));
    expect(await places.letIn()).toEqual([]);
    await places.release(key('b'));
    expect(await places.letIn()).toEqual([key('c')]);
  });

  test('of those who ask at the same time, as many run as may', async () => {
    const { places } = await open();
    await places.setLimits({ maxRunning: 3, maxPending: 2 });
    const got = await Promise.all(Array.from({ length: 10 }, (_, n) => places.take(key(`run-${n}`))));
    const count = (place: string) => got.filter((other) => other === place).length;
    expect([count('running'), count('pending'), count('full')]).toEqual([3, 2, 5]);
  });
}
