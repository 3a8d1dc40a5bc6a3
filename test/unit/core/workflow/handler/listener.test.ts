import { expect, test } from 'vitest';
import { openHandlers, returned, threw } from './open-handlers.ts';

const source = 'wait:listener({"listener": "orders", "args": ["queue"]})';

test('A listener is polled with its arguments, told when its event is stored, and the event is the output', async () => {
  const home = await openHandlers(({ input }) =>
    'poll' in (input as object) ? returned({ order: 7 }) : returned(undefined),
  );
  await home.register('orders');
  await home.start(source);
  expect(home.requests.map(({ payload }) => JSON.parse(Buffer.from(payload).toString()))).toEqual([
    { poll: ['queue'] },
    { checkpointed: { order: 7 } },
  ]);
  expect(await home.run()).toMatchObject({ state: 'succeeded', output: { order: 7 } });
});

test('The step goes on only when the listener was told', async () => {
  const told = Promise.withResolvers<ReturnType<typeof returned>>();
  const home = await openHandlers(({ input }) =>
    'poll' in (input as object) ? returned({ order: 7 }) : told.promise,
  );
  await home.register('orders');
  await home.start(source);
  expect((await home.run()).state).toBe('running');
  told.resolve(returned(undefined));
  await home.pass(0);
  expect((await home.run()).state).toBe('succeeded');
});

test('While it finds nothing it is asked again, after pauses that grow to a minute', async () => {
  const polledAt: number[] = [];
  const home = await openHandlers(({ input }) => {
    if (!('poll' in (input as object))) return returned(undefined);
    polledAt.push(home.clock.now());
    return returned(polledAt.length === 10 ? { order: 7 } : null);
  });
  await home.register('orders');
  await home.start(source);
  await home.pass(600);
  const pauses = polledAt.slice(1).map((at, index) => (at - polledAt[index]!) / 1000);
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  expect((await home.run()).state).toBe('succeeded');
});

test('One that waits for its event by itself is asked again at once, also when its time limit ends it', async () => {
  let polls = 0;
  const home = await openHandlers(({ input }) => {
    if (!('poll' in (input as object))) return returned(undefined);
    polls++;
    if (polls === 1) return returned(undefined, 20_000);
    if (polls === 2) return { ...threw('TimeLimitExceeded'), durationMs: 20_000 };
    return returned({ order: 7 });
  });
  await home.register('orders');
  await home.start(source);
  expect(polls).toBe(3);
  expect((await home.run()).output).toEqual({ order: 7 });
});

test('What it throws fails the step', async () => {
  const home = await openHandlers(() => threw('QueueGone', 'There is no queue.'));
  await home.register('orders');
  await home.start(source);
  expect(await home.run()).toMatchObject({ state: 'failed', error: { name: 'QueueGone' } });
});

test('When it fails to be told, the event stays taken: a restart tells it again, and polls no more', async () => {
  let isBroken = true;
  const home = await openHandlers(({ input }) => {
    if ('poll' in (input as object)) return returned({ order: home.requests.length });
    return isBroken ? threw('Broken') : returned(undefined);
  });
  await home.register('orders');
  await home.start(source);
  expect((await home.run()).state).toBe('failed');
  isBroken = false;
  await home.restart();
  expect(await home.run()).toMatchObject({ state: 'succeeded', output: { order: 1 } });
  expect(home.requests).toHaveLength(3);
});

test('A crash before the event is stored polls again; one after it does not', async () => {
  const never = new Promise<never>(() => {});
  let polls = 0;
  let tellings = 0;
  const home = await openHandlers(({ input }) => {
    if ('poll' in (input as object)) {
      polls++;
      return polls === 1 ? never : returned({ order: polls });
    }
    tellings++;
    return tellings === 1 ? never : returned(undefined);
  });
  await home.register('orders');
  await home.start(source);
  await home.crash();
  await home.pass(3600);
  expect([polls, tellings]).toEqual([2, 1]);
  await home.crash();
  await home.pass(3600);
  expect([polls, tellings]).toEqual([2, 2]);
  expect(await home.run()).toMatchObject({ state: 'succeeded', output: { order: 2 } });
});

test('A run that is cancelled asks no more', async () => {
  let polls = 0;
  const home = await openHandlers(() => {
    polls++;
    return returned(null);
  });
  await home.register('orders');
  await home.start(source);
  await home.cancel();
  const before = polls;
  await home.pass(600);
  expect(polls - before).toBeLessThanOrEqual(1);
});

test('The log tells nothing of polls', async () => {
  const home = await openHandlers(({ input }) =>
    'poll' in (input as object) ? returned({ order: 7 }) : returned(undefined),
  );
  await home.register('orders');
  await home.start(source);
  const everything = { notBefore: new Map(), others: 0 };
  const { events } = await home.events.read(
    { scope: everything, keys: undefined, sender: undefined, eventType: undefined },
    { after: 0, upTo: undefined },
    100,
  );
  expect(events.map(({ eventType }) => eventType)).toEqual([
    'workflow.started',
    'task.started',
    'task.succeeded',
    'workflow.succeeded',
  ]);
});

test('A workflow with a listener that nobody has registered does not start', async () => {
  const home = await openHandlers(() => returned(null));
  await expect(home.start(source)).rejects.toMatchObject({ code: 'workflow-listener-unknown' });
});
