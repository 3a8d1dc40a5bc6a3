import { expect, test } from 'vitest';
import type { FiringStore } from '../../core/ports/firing-store.ts';
import type { MailStore, NewMail } from '../../core/ports/mail-store.ts';
import { firing, payload } from './firing-store.ts';

const FIRING_IDS = ['firing-a-0123456789abc', 'firing-b-0123456789abc', 'firing-c-0123456789abc'] as const;

const mail = (more: Partial<NewMail> = {}): NewMail => ({
  firingId: FIRING_IDS[0],
  handlerId: 7,
  tenantId: 'allen',
  to: 'success@example.com',
  subject: '[Hookline] report succeeded (h)',
  createdAt: 1000,
  ...more,
});

/** What every MailStore does. */
export function mailStoreSuite(openStores: () => Promise<{ firings: FiringStore; mails: MailStore }>): void {
  /** An e-mail is about a run, so that its firing is there. */
  const open = async () => {
    const { firings, mails } = await openStores();
    for (const [index, id] of FIRING_IDS.entries()) {
      await firings.accept(firing({ id, acceptedAt: 100 * index }), payload);
    }
    return mails;
  };

  test('a queued e-mail is pending', async () => {
    const mails = await open();
    await mails.enqueue(mail());
    expect(await mails.get(mail())).toEqual({
      ...mail(),
      state: 'pending',
      attempts: 0,
      lastError: null,
      sentAt: null,
    });
  });

  test('there is none of a run that has none', async () => {
    const mails = await open();
    await mails.enqueue(mail());
    expect(await mails.get({ firingId: FIRING_IDS[0], handlerId: 8 })).toBeUndefined();
    expect(await mails.get({ firingId: 'unknown-0123456789abcd', handlerId: 7 })).toBeUndefined();
  });

  test('a run has one: a second call changes nothing, at the same time or later', async () => {
    const mails = await open();
    await Promise.all([mails.enqueue(mail()), mails.enqueue(mail()), mails.enqueue(mail())]);
    await mails.enqueue(mail({ to: 'other@example.com', createdAt: 9000 }));
    expect(await mails.list({ limit: 10 })).toEqual([await mails.get(mail())]);
    expect(await mails.get(mail())).toMatchObject({ to: 'success@example.com', createdAt: 1000 });
  });

  test('what was sent is not queued again', async () => {
    const mails = await open();
    await mails.enqueue(mail());
    await mails.record(mail(), { state: 'sent', at: 2000 });
    await mails.enqueue(mail());
    expect(await mails.get(mail())).toMatchObject({ state: 'sent', attempts: 1, sentAt: 2000 });
  });

  test('each attempt is counted, and the newest error kept', async () => {
    const mails = await open();
    await mails.enqueue(mail());
    await mails.record(mail(), { state: 'pending', at: 2000, error: 'refused', retryAt: 7000 });
    expect(await mails.get(mail())).toMatchObject({ state: 'pending', attempts: 1, lastError: 'refused' });
    await mails.record(mail(), { state: 'pending', at: 7000, error: 'timed out', retryAt: 40_000 });
    expect(await mails.get(mail())).toMatchObject({ attempts: 2, lastError: 'timed out', sentAt: null });
    await mails.record(mail(), { state: 'sent', at: 40_000 });
    expect(await mails.get(mail())).toMatchObject({
      state: 'sent',
      attempts: 3,
      lastError: null,
      sentAt: 40_000,
    });
  });

  test('an undelivered one keeps why', async () => {
    const mails = await open();
    await mails.enqueue(mail());
    await mails.record(mail(), { state: 'undelivered', at: 2000, error: 'no such mailbox' });
    expect(await mails.get(mail())).toMatchObject({
      state: 'undelivered',
      attempts: 1,
      lastError: 'no such mailbox',
      sentAt: null,
    });
  });

  test('recording for an unknown run changes nothing', async () => {
    const mails = await open();
    await mails.record({ firingId: 'unknown-0123456789abcd', handlerId: 7 }, { state: 'sent', at: 2000 });
    expect(await mails.list({ limit: 10 })).toEqual([]);
  });

  test('lists the newest first: all, a tenant’s, those of a state, and so many', async () => {
    const mails = await open();
    const queued = [
      mail(),
      mail({ firingId: FIRING_IDS[1], tenantId: 'bert', createdAt: 2000 }),
      mail({ firingId: FIRING_IDS[2], createdAt: 3000 }),
    ];
    for (const one of queued) await mails.enqueue(one);
    await mails.record(queued[0]!, { state: 'sent', at: 4000 });
    await mails.record(queued[1]!, { state: 'sent', at: 5000 });
    const listed = async (filter: Parameters<MailStore['list']>[0]) =>
      (await mails.list(filter)).map(({ createdAt }) => createdAt);
    expect(await listed({ limit: 10 })).toEqual([3000, 2000, 1000]);
    expect(await listed({ limit: 2 })).toEqual([3000, 2000]);
    expect(await listed({ tenantId: 'allen', limit: 10 })).toEqual([3000, 1000]);
    expect(await listed({ state: 'sent', limit: 10 })).toEqual([2000, 1000]);
    expect(await listed({ state: 'sent', limit: 1 })).toEqual([2000]);
    expect(await listed({ tenantId: 'allen', state: 'sent', limit: 10 })).toEqual([1000]);
    expect(await listed({ tenantId: 'allen', state: 'undelivered', limit: 10 })).toEqual([]);
  });
}
