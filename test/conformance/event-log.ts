import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventDraft, EventLog, EventRecord, EventSelection } from '../../core/ports/event-log.ts';
import { appendAll, draft, eventsOf, only, select, wholeLog } from './event-drafts.ts';
import type { ManualClock } from './manual-clock.ts';

/** What every EventLog does. */
export function eventLogSuite(open: () => Promise<{ events: EventLog; clock: ManualClock }>): void {
  const offsets = (events: readonly EventRecord[]) => events.map(({ offset }) => offset);

  describe('offsets', () => {
    test('start at 1, and are one sequence across namespaces and keys', async () => {
      const { events } = await open();
      expect(await events.latestOffset()).toBe(0);
      const stored = await appendAll(events, [{ key: 'a' }, { key: 'b' }, { key: 'a', namespace: 'other' }]);
      expect(offsets(stored)).toEqual([1, 2, 3]);
      expect(await events.latestOffset()).toBe(3);
    });

    test('of a batch ascend in the order sent', async () => {
      const { events } = await open();
      const stored = eventsOf(
        await events.append(
          ['x', 'y', 'z'].map((key) => draft({ key })),
          1000,
        ),
      );
      expect(stored.map(({ key }) => key)).toEqual(['x', 'y', 'z']);
      expect(offsets(stored)).toEqual(offsets(stored).toSorted((a, b) => a - b));
      expect(await read(events, select())).toEqual(stored);
    });

    test('of appends at the same time are each given once, and every batch is whole', async () => {
      const { events } = await open();
      const batches = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          events.append([draft({ key: `${n}`, value: '1' }), draft({ key: `${n}`, value: '2' })], 1000),
        ),
      );
      const all = await read(events, select());
      expect(new Set(offsets(all)).size).toBe(16);
      for (const [n, batch] of batches.entries()) {
        expect(await read(events, select({ keys: [`${n}`] }))).toEqual(eventsOf(batch));
      }
    });

    test('a reader that goes on after the newest it saw misses nothing that is sent meanwhile', async () => {
      const { events } = await open();
      const senders = Array.from({ length: 6 }, async (_, sender) => {
        for (let n = 0; n < 8; n++)
          await events.append([draft({ sender: `${sender}`, value: `${n}` })], 1000);
      });
      let sending = true;
      const sent = Promise.all(senders).finally(() => {
        sending = false;
      });
      const seen: EventRecord[] = [];
      let after = 0;
      for (let last = false; !last; ) {
        last = !sending;
        const page = await events.read(select(), { after, upTo: undefined }, 1000);
        seen.push(...page.events);
        after = Math.max(after, page.searchedTo);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await sent;
      expect(offsets(seen)).toEqual(offsets(seen).toSorted((a, b) => a - b));
      for (let sender = 0; sender < 6; sender++) {
        const values = seen.filter((event) => event.sender === `${sender}`).map(({ value }) => value);
        expect(values).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
      }
    });
  });

  describe('an event', () => {
    test('comes back as it was sent, and as it was answered', async () => {
      const { events } = await open();
      const sent = draft({
        key: 'model.trained',
        value: '{"loss":0.25}',
        eventType: 'dataset',
        context: 'line\nbreak',
        namespace: 'lab/1',
        sender: 'trainer-7',
      });
      const [stored] = eventsOf(await events.append([sent], 4321));
      const { expiresAt, ...rest } = sent;
      expect(stored).toEqual({ ...rest, offset: 1, createdAt: 4321 });
      expect(await read(events, select())).toEqual([stored]);
    });

    test('keeps the text of its value, digit by digit', async () => {
      const { events } = await open();
      const values = [
        'null',
        '9007199254740993',
        '-0',
        '1.10',
        '1e400',
        '0.1000000000000000055511151231257827',
        '"\\u00e9 é 𝕊 \\u0000"',
        '{"b":1,"a":[ ]}',
        `"${'x'.repeat(200_000)}"`,
      ];
      await appendAll(
        events,
        values.map((value) => ({ value })),
      );
      expect((await read(events, select())).map(({ value }) => value)).toEqual(values);
    });

    test('has names of any characters and of full length', async () => {
      const { events } = await open();
      const name = '𝕊#/'.repeat(256);
      const sent = { key: name, namespace: name, sender: name, eventType: name };
      const stored = await appendAll(events, [sent, { ...sent, key: `${name.slice(1)}x` }]);
      const found = await read(
        events,
        select({ scope: only(name), keys: [name], sender: name, eventType: name }),
      );
      expect(found).toEqual([stored[0]]);
    });

    test('has the time of its sending, but never one before the event before', async () => {
      const { events } = await open();
      const times = [];
      for (const at of [5000, 4000, 5000, 6000]) times.push(...eventsOf(await events.append([draft()], at)));
      expect(times.map(({ createdAt }) => createdAt)).toEqual([5000, 5000, 5000, 6000]);
    });
  });

  describe('reading', () => {
    test('takes what is asked for exactly; undefined is any', async () => {
      const { events } = await open();
      const [one, two, three, four] = await appendAll(events, [
        { key: 'k', sender: 's', eventType: 't' },
        { key: 'kk', sender: 's', eventType: null },
        { key: 'k', sender: 'ss', eventType: 't', namespace: 'other' },
        { key: 'K', sender: 's', eventType: 'T' },
      ]);
      expect(await read(events, select())).toEqual([one, two, three, four]);
      expect(await read(events, select({ keys: ['k'] }))).toEqual([one, three]);
      expect(await read(events, select({ sender: 's' }))).toEqual([one, two, four]);
      expect(await read(events, select({ eventType: 't' }))).toEqual([one, three]);
      expect(await read(events, select({ scope: only('default') }))).toEqual([one, two, four]);
      expect(await read(events, select({ keys: ['unknown'] }))).toEqual([]);
      expect(await read(events, select({ scope: only('unknown') }))).toEqual([]);
    });

    test('joins keys by OR and fields by AND', async () => {
      const { events } = await open();
      const [one, , three] = await appendAll(events, [
        { key: 'a', sender: 's' },
        { key: 'a', sender: 'other' },
        { key: 'b', sender: 's' },
        { key: 'c', sender: 's' },
      ]);
      expect(await read(events, select({ keys: ['b', 'a', 'unknown'], sender: 's' }))).toEqual([one, three]);
      expect(await read(events, select({ keys: ['b'], sender: 'other' }))).toEqual([]);
    });

    test('begins after an offset, and ends with another', async () => {
      const { events } = await open();
      const stored = await appendAll(events, [{}, {}, {}, {}]);
      const [, second, third, fourth] = offsets(stored);
      const read = async (after: number, upTo?: number) =>
        offsets((await events.read(select(), { after, upTo }, 100)).events);
      expect(await read(second!, third)).toEqual([third]);
      expect(await read(second!)).toEqual([third, fourth]);
      expect(await read(0, second)).toEqual(offsets(stored).slice(0, 2));
      expect(await read(third!, third)).toEqual([]);
      expect(await read(fourth!)).toEqual([]);
      expect(await read(fourth! + 10)).toEqual([]);
      expect(await read(0, fourth! + 10)).toEqual(offsets(stored));
    });

    test('goes page by page over what matches', async () => {
      const { events } = await open();
      await appendAll(
        events,
        Array.from({ length: 23 }, (_, n) => ({ key: n % 2 === 0 ? 'even' : 'odd', value: `${n}` })),
      );
      const pages: string[][] = [];
      for (let after = 0; ; ) {
        const page = await events.read(select({ keys: ['even'] }), { after, upTo: undefined }, 5);
        if (page.events.length === 0) break;
        expect(page.searchedTo).toBeGreaterThanOrEqual(page.events.at(-1)!.offset);
        pages.push(page.events.map(({ value }) => value));
        after = page.searchedTo;
      }
      expect(pages).toEqual([
        ['0', '2', '4', '6', '8'],
        ['10', '12', '14', '16', '18'],
        ['20', '22'],
      ]);
    });

    test('newest first goes backwards from the end of the range', async () => {
      const { events } = await open();
      const stored = await appendAll(events, [
        { key: 'a' },
        { key: 'b' },
        { key: 'a' },
        { key: 'a' },
        { key: 'b' },
      ]);
      const [first, , third, fourth] = stored;
      const range = { after: 0, upTo: fourth!.offset };
      const page = await events.read(select({ keys: ['a'] }), range, 2, true);
      expect(page.events).toEqual([fourth, third]);
      const next = await events.read(
        select({ keys: ['a'] }),
        { after: 0, upTo: page.searchedTo - 1 },
        2,
        true,
      );
      expect(next.events).toEqual([first]);
      const rest = await events.read(select(), { after: first!.offset, upTo: undefined }, 100, true);
      expect(rest.events).toEqual(stored.slice(1).reverse());
    });

    test('searches up to the end when there is no more, also over what does not match', async () => {
      const { events } = await open();
      await appendAll(events, [{ key: 'a' }, { key: 'b' }, { key: 'b' }]);
      const end = await events.latestOffset();
      expect(await events.read(select({ keys: ['a'] }), wholeLog, 10)).toMatchObject({ searchedTo: end });
      expect(await events.read(select({ keys: ['c'] }), wholeLog, 10)).toEqual({
        events: [],
        searchedTo: end,
      });
      const backwards = await events.read(select({ keys: ['a'] }), wholeLog, 10, true);
      expect(backwards.searchedTo).toBeLessThanOrEqual(1);
    });
  });

  describe('scope', () => {
    test('shows nothing of other namespaces, in no page and no count', async () => {
      const { events } = await open();
      await appendAll(events, [
        { key: 'k', namespace: 'mine', sender: 'me' },
        { key: 'k', namespace: 'theirs', sender: 'they' },
        { key: 'k', namespace: 'ours', sender: 'we' },
        { key: 'k', namespace: 'mine', sender: 'me' },
      ]);
      for (const keys of [undefined, ['k'], ['k', 'unknown']]) {
        const selection = select({ scope: only('mine', 'ours', 'empty'), keys });
        const seen = await read(events, selection);
        expect(seen.map(({ namespace }) => namespace)).toEqual(['mine', 'ours', 'mine']);
        const backwards = await events.read(selection, wholeLog, 2, true);
        expect(backwards.events.map(({ namespace }) => namespace)).toEqual(['mine', 'ours']);
        expect(await events.count(selection, wholeLog)).toEqual([
          { sender: 'me', count: 2 },
          { sender: 'we', count: 1 },
        ]);
      }
      const nothing = select({ scope: only() });
      expect(await read(events, nothing)).toEqual([]);
      expect(await events.count(nothing, wholeLog)).toEqual([]);
    });

    test('hides what expired, by namespace', async () => {
      const { events } = await open();
      for (const [at, namespace] of [
        [1000, 'short'],
        [1000, 'long'],
        [2000, 'short'],
        [2000, 'other'],
        [3000, 'short'],
        [3000, 'long'],
      ] as const) {
        await events.append([draft({ namespace, key: 'k', value: `${at}` })], at);
      }
      const notBefore = new Map([
        ['short', 2001],
        ['long', 0],
      ]);
      for (const keys of [undefined, ['k']]) {
        const names = async (scope: EventSelection['scope']) =>
          (await read(events, select({ scope, keys }))).map(
            ({ namespace, value }) => `${namespace} ${value}`,
          );
        expect(await names({ notBefore, others: undefined })).toEqual([
          'long 1000',
          'short 3000',
          'long 3000',
        ]);
        expect(await names({ notBefore, others: 2000 })).toEqual([
          'long 1000',
          'other 2000',
          'short 3000',
          'long 3000',
        ]);
        expect(await names({ notBefore, others: 2001 })).toEqual(['long 1000', 'short 3000', 'long 3000']);
        expect(await events.count(select({ scope: { notBefore, others: 2001 }, keys }), wholeLog)).toEqual([
          { sender: 'sender', count: 3 },
        ]);
      }
    });

    test('the newest offset stays when everything has expired, and goes on from there', async () => {
      const { events } = await open();
      const [, last] = await appendAll(events, [{}, {}], 1000);
      const scope = { notBefore: new Map(), others: 2000 };
      expect(await read(events, select({ scope }))).toEqual([]);
      expect(await events.latestOffset()).toBe(last!.offset);
      const [next] = eventsOf(await events.append([draft()], 3000));
      expect(next!.offset).toBeGreaterThan(last!.offset);
      expect(await read(events, select({ scope }))).toEqual([next]);
    });
  });

  describe('counting', () => {
    test('counts what a listing would have, by sender', async () => {
      const { events } = await open();
      const stored = await appendAll(events, [
        { key: 'a', sender: 'y', eventType: 't' },
        { key: 'b', sender: 'x' },
        { key: 'a', sender: 'x', eventType: 't' },
        { key: 'a', sender: 'y' },
      ]);
      expect(await events.count(select(), wholeLog)).toEqual([
        { sender: 'x', count: 2 },
        { sender: 'y', count: 2 },
      ]);
      expect(await events.count(select({ keys: ['a'] }), wholeLog)).toEqual([
        { sender: 'x', count: 1 },
        { sender: 'y', count: 2 },
      ]);
      expect(await events.count(select({ sender: 'y', eventType: 't' }), wholeLog)).toEqual([
        { sender: 'y', count: 1 },
      ]);
      const range = { after: stored[0]!.offset, upTo: stored[2]!.offset };
      expect(await events.count(select(), range)).toEqual([{ sender: 'x', count: 2 }]);
      expect(await events.count(select({ keys: ['unknown'] }), wholeLog)).toEqual([]);
    });
  });

  describe('the offset of a time', () => {
    test('is 0 in an empty log', async () => {
      const { events } = await open();
      expect(await events.offsetAt(1000)).toBe(0);
    });

    test('is that of the newest event taken by then: none, one between, the last of equal ones, all', async () => {
      const { events } = await open();
      const stored = [];
      for (const at of [1000, 2000, 2000, 2000, 3000])
        stored.push(...eventsOf(await events.append([draft()], at)));
      const [first, , , fourth, fifth] = offsets(stored);
      expect(await events.offsetAt(999)).toBe(0);
      expect(await events.offsetAt(1000)).toBe(first);
      expect(await events.offsetAt(1999)).toBe(first);
      expect(await events.offsetAt(2000)).toBe(fourth);
      expect(await events.offsetAt(2999)).toBe(fourth);
      expect(await events.offsetAt(3000)).toBe(fifth);
      expect(await events.offsetAt(9_999_999_999_999)).toBe(fifth);
    });
  });

  describe('a producer', () => {
    const producer = { tenantId: 'tenant', clientId: 'trainer' };
    const opened = async () => {
      const { events } = await open();
      expect(await events.openProducer(producer, 1000)).toEqual({ nextSequence: 1 });
      const send = (sequence: number, ...values: string[]) =>
        events.append(
          values.map((value) => draft({ value })),
          1000,
          { ...producer, sequence },
        );
      const values = async () => (await read(events, select())).map(({ value }) => value);
      return { events, send, values };
    };

    test('sends again what was stored, and gets the original', async () => {
      const { events, send, values } = await opened();
      const [original] = eventsOf(await send(1, '"one"'));
      await events.append([draft({ value: '"another\'s"' })], 1000);
      expect(await send(1, '"one"')).toEqual({ state: 'appended', events: [original], duplicates: 1 });
      await send(2, '"two"');
      expect(await send(1, '"one"')).toEqual({ state: 'appended', events: [original], duplicates: 1 });
      expect(await values()).toEqual(['"one"', '"another\'s"', '"two"']);
    });

    test('sends a batch again, whole, in parts, or with more behind it', async () => {
      const { events, send, values } = await opened();
      const stored = eventsOf(await send(1, '1', '2', '3'));
      expect(await send(1, '1', '2', '3')).toEqual({ state: 'appended', events: stored, duplicates: 3 });
      expect(await send(2, '2')).toEqual({ state: 'appended', events: [stored[1]], duplicates: 1 });
      const more = await send(3, '3', '4', '5');
      expect(more).toMatchObject({ state: 'appended', duplicates: 1 });
      expect(eventsOf(more)[0]).toEqual(stored[2]);
      expect(eventsOf(more).map(({ value }) => value)).toEqual(['3', '4', '5']);
      expect(await values()).toEqual(['1', '2', '3', '4', '5']);
      expect(await events.openProducer(producer, 1000)).toEqual({ nextSequence: 6 });
    });

    test('is told of a gap, and nothing is stored', async () => {
      const { send, values } = await opened();
      expect(await send(2, '2')).toEqual({ state: 'gap', nextSequence: 1 });
      await send(1, '1', '2');
      expect(await send(4, '4', '5')).toEqual({ state: 'gap', nextSequence: 3 });
      expect(await values()).toEqual(['1', '2']);
    });

    test('opened again goes on: the same numbers are stored once', async () => {
      const { events, send, values } = await opened();
      const [one] = eventsOf(await send(1, '1'));
      expect(await events.openProducer(producer, 2000)).toEqual({ nextSequence: 2 });
      expect(await send(1, '1')).toEqual({ state: 'appended', events: [one], duplicates: 1 });
      await send(2, '2');
      expect(await values()).toEqual(['1', '2']);
    });

    test('of two processes that send the same numbers at once, each event is stored once', async () => {
      const { send, values } = await opened();
      const answers = await Promise.all([
        send(1, '1', '2'),
        send(1, '1', '2'),
        send(1, '1'),
        send(1, '1', '2', '3'),
      ]);
      expect(await values()).toEqual(['1', '2', '3']);
      const [first] = answers.map((answer) => eventsOf(answer)[0]);
      for (const answer of answers) expect(eventsOf(answer)[0]).toEqual(first);
      const added = answers.map((answer) =>
        answer.state === 'appended' ? answer.events.length - answer.duplicates : 0,
      );
      expect(added.reduce((sum, count) => sum + count)).toBe(3);
    });

    test('is not there before it is opened, nor after it is closed', async () => {
      const { events, send } = await opened();
      expect(await events.append([draft()], 1, { ...producer, clientId: 'unknown', sequence: 1 })).toEqual({
        state: 'no-producer',
      });
      expect(await events.append([draft()], 1, { ...producer, tenantId: 'unknown', sequence: 1 })).toEqual({
        state: 'no-producer',
      });
      expect(await events.closeProducer(producer)).toBe(true);
      expect(await send(1, '1')).toEqual({ state: 'no-producer' });
      expect(await events.closeProducer(producer)).toBe(false);
      expect(await events.latestOffset()).toBe(0);
    });

    test('closed and opened again begins anew: what it sent before is no repetition', async () => {
      const { events, send, values } = await opened();
      await send(1, '"before"', '"before"');
      await events.closeProducer(producer);
      expect(await events.openProducer(producer, 2000)).toEqual({ nextSequence: 1 });
      expect(await send(1, '"after"')).toMatchObject({ duplicates: 0 });
      expect(await values()).toEqual(['"before"', '"before"', '"after"']);
    });

    test('has its own numbers, whatever others send', async () => {
      const { events, send, values } = await opened();
      const other = { tenantId: 'other', clientId: producer.clientId };
      await events.openProducer(other, 1000);
      await send(1, '1');
      expect(await events.append([draft({ value: '2' })], 1000, { ...other, sequence: 1 })).toMatchObject({
        duplicates: 0,
      });
      expect(await values()).toEqual(['1', '2']);
    });
  });

  describe('waiting', () => {
    test('ends at once when there is an event already', async () => {
      const { events } = await open();
      await appendAll(events, [{ key: 'a' }, { key: 'b' }]);
      await events.waitForEvent(select({ keys: ['a'] }), 0, 60_000);
      await events.waitForEvent(select({ keys: ['b'] }), 1, 60_000);
    });

    test('ends when an event comes that matches', async () => {
      const { events, clock } = await open();
      await appendAll(events, [{ key: 'a' }]);
      const selections = [
        select(),
        select({ keys: ['x', 'a'] }),
        select({ scope: only('other', 'default') }),
        select({ scope: only('default'), keys: ['a'], sender: 'sender', eventType: 't' }),
      ];
      const after = await events.latestOffset();
      const woken = selections.map((selection) => events.waitForEvent(selection, after, 3_600_000));
      const stored = await appendAll(events, [{ key: 'a', eventType: 't' }]);
      await keepMoving(clock, Promise.all(woken));
      for (const selection of selections) {
        expect((await events.read(selection, { after, upTo: undefined }, 10)).events).toEqual(stored);
      }
    });

    test('ends when it is aborted, also before it began', async () => {
      const { events, clock } = await open();
      const aborting = new AbortController();
      const waiting = events.waitForEvent(select(), 0, 3_600_000, aborting.signal);
      aborting.abort();
      await keepMoving(clock, waiting);
      await keepMoving(clock, events.waitForEvent(select(), 0, 3_600_000, aborting.signal));
    });

    test('ends after its time when nothing comes', async () => {
      const { events, clock } = await open();
      const startedAt = clock.now();
      const waiting = events.waitForEvent(select(), 0, 5000);
      await keepMoving(clock, waiting);
      expect(clock.now() - startedAt).toBeLessThan(3_600_000);
    });
  });

  test('is as a list of events would be, whatever is appended and asked', async () => {
    const name = fc.constantFrom<string>('a', 'b', 'c');
    const optional = fc.option(name, { nil: undefined });
    const event = fc.record({
      key: name,
      namespace: name,
      sender: name,
      eventType: fc.option(name, { nil: null }),
      ms: fc.nat(3),
    });
    const question = fc.record({
      keys: fc.option(fc.uniqueArray(name, { minLength: 1 }), { nil: undefined }),
      sender: optional,
      eventType: optional,
      notBefore: fc.uniqueArray(fc.tuple(name, fc.nat(40)), { selector: ([namespace]) => namespace }),
      others: fc.option(fc.nat(40), { nil: undefined }),
      after: fc.nat(25),
      upTo: fc.option(fc.nat(25), { nil: undefined }),
      limit: fc.integer({ min: 1, max: 8 }),
      newestFirst: fc.boolean(),
      time: fc.nat(60),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(event, { minLength: 1, maxLength: 4 }), { maxLength: 8 }),
        fc.array(question, { minLength: 5, maxLength: 10 }),
        async (batches, questions) => {
          const { events } = await open();
          const list: EventRecord[] = [];
          let now = 0;
          for (const batch of batches) {
            now += batch[0]!.ms;
            const drafts = batch.map(({ ms, ...more }): EventDraft => draft(more));
            list.push(...eventsOf(await events.append(drafts, now)));
          }
          for (const { keys, sender, eventType, after, upTo, limit, newestFirst, ...rest } of questions) {
            const scope = { notBefore: new Map(rest.notBefore), others: rest.others };
            const visible = list.filter(
              (event) =>
                event.createdAt >= (scope.notBefore.get(event.namespace) ?? scope.others ?? Infinity) &&
                (keys === undefined || keys.includes(event.key)) &&
                (sender === undefined || sender === event.sender) &&
                (eventType === undefined || eventType === event.eventType) &&
                event.offset > after &&
                event.offset <= (upTo ?? Infinity),
            );
            const selection = { scope, keys, sender, eventType };
            const page = await events.read(selection, { after, upTo }, limit, newestFirst);
            const expected = newestFirst ? visible.toReversed() : visible;
            expect(page.events).toEqual(expected.slice(0, limit));
            const unseen = newestFirst
              ? visible.filter(({ offset }) => offset < page.searchedTo)
              : visible.filter(({ offset }) => offset > page.searchedTo);
            expect(unseen).toEqual(expected.slice(limit).sort((a, b) => a.offset - b.offset));
            const counts = new Map<string, number>();
            for (const event of visible) counts.set(event.sender, (counts.get(event.sender) ?? 0) + 1);
            expect(await events.count(selection, { after, upTo })).toEqual(
              [...counts].sort().map(([sender, count]) => ({ sender, count })),
            );
            expect(await events.offsetAt(rest.time)).toBe(
              Math.max(
                0,
                ...list.filter(({ createdAt }) => createdAt <= rest.time).map(({ offset }) => offset),
              ),
            );
          }
        },
      ),
      { numRuns: 20 },
    );
  });
}

async function read(events: EventLog, selection: EventSelection): Promise<EventRecord[]> {
  return (await events.read(selection, wholeLog, 1000)).events;
}

/** Moves the clock a little at a time until the promise is settled: some homes look again and again. */
async function keepMoving(clock: ManualClock, promise: Promise<unknown>): Promise<void> {
  let settled = false;
  const watched = promise.finally(() => {
    settled = true;
  });
  while (!settled) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(100);
  }
  await watched;
}
