import { expect, test } from 'vitest';
import type { EventBoxes } from '../../../core/ports/event-boxes.ts';
import type { WorkflowRunStore } from '../../../core/ports/workflow-run-store.ts';
import { eventBox, large, run } from './records.ts';

const at = (more: Partial<{ tenantId: string; runId: string; key: string }> = {}) => ({
  tenantId: 't1',
  runId: 'run-1',
  key: 'approved',
  ...more,
});

/** What every implementation of EventBoxes does. */
export function eventBoxesSuite(
  open: () => Promise<{ eventBoxes: EventBoxes; workflowRuns: WorkflowRunStore }>,
): void {
  test('what was put is got, whole', async () => {
    const { eventBoxes } = await open();
    expect(await eventBoxes.get(at())).toBeUndefined();
    expect(await eventBoxes.put(eventBox())).toBe(true);
    expect(await eventBoxes.get(at())).toEqual(eventBox());
    const next = eventBox({ stepId: '4[2].7', event: null, revision: 2 });
    expect(await eventBoxes.put(next)).toBe(true);
    expect(await eventBoxes.get(at())).toEqual(next);
  });

  test.each([null, 'text', 0, [], {}, { a: [1, { b: null }] }])(
    'has the event that was sent: %j',
    async (payload) => {
      const { eventBoxes } = await open();
      const box = eventBox({ event: { payload, sentAt: 7 } });
      await eventBoxes.put(box);
      expect(await eventBoxes.get(at())).toEqual(box);
    },
  );

  test('an event may be large, and its key long', async () => {
    const { eventBoxes } = await open();
    const key = '鸿'.repeat(1000);
    const box = eventBox({ key, event: { payload: large, sentAt: 7 } });
    expect(await eventBoxes.put(box)).toBe(true);
    expect(await eventBoxes.get(at({ key }))).toEqual(box);
  });

  test('is written only over the revision before', async () => {
    const { eventBoxes } = await open();
    expect(await eventBoxes.put(eventBox({ revision: 2 }))).toBe(false);
    await eventBoxes.put(eventBox());
    expect(await eventBoxes.put(eventBox({ stepId: '9' }))).toBe(false);
    expect(await eventBoxes.put(eventBox({ stepId: '9', revision: 3 }))).toBe(false);
    expect(await eventBoxes.get(at())).toEqual(eventBox());
  });

  test('of writes at the same time one wins', async () => {
    const { eventBoxes } = await open();
    for (const revision of [1, 2]) {
      const won = await Promise.all(
        [1, 2, 3, 4].map((step) => eventBoxes.put(eventBox({ stepId: String(step), revision }))),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await eventBoxes.get(at()))?.stepId).toBe(String(won.indexOf(true) + 1));
    }
  });

  test('is of one run and one key', async () => {
    const { eventBoxes } = await open();
    const others = [
      { tenantId: 't2' },
      { runId: 'run-2' },
      { runId: 'run-1#' },
      { key: 'approved ' },
      { key: 'Approved' },
    ];
    for (const [index, other] of others.entries())
      await eventBoxes.put(eventBox({ ...other, stepId: String(index) }));
    expect(await eventBoxes.get(at())).toBeUndefined();
    for (const [index, other] of others.entries())
      expect((await eventBoxes.get(at(other)))?.stepId).toBe(String(index));
  });

  test('goes with its run, and is of no other under the same id', async () => {
    const { eventBoxes, workflowRuns } = await open();
    await workflowRuns.put(run());
    await eventBoxes.put(eventBox());
    await eventBoxes.put(eventBox({ key: 'large', event: { payload: large, sentAt: 7 } }));
    expect(await workflowRuns.remove(at())).toBe(true);
    expect(await eventBoxes.get(at())).toBeUndefined();
    expect(await eventBoxes.get(at({ key: 'large' }))).toBeUndefined();
    await workflowRuns.put(run());
    expect(await eventBoxes.put(eventBox())).toBe(true);
  });
}
