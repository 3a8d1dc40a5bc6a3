import { describe, expect, test } from 'vitest';
import { deliverMail } from '../../../../core/mail/deliver-mail.ts';
import type { HandlerRecord } from '../../../../core/ports/handler-store.ts';
import type { MailRecord } from '../../../../core/ports/mail-store.ts';

const firingId = 'f'.repeat(22);
const code = { sha256: 'a'.repeat(64), exportName: 'default' };
const handler = { id: 5, name: 'h', hook: 'lab.done', version: 0, code } as HandlerRecord;
const outcome = {
  ok: true,
  result: 'x',
  resultType: 'text',
  resultCut: false,
  output: '',
  durationMs: 1,
} as const;
const found = {
  firing: { id: firingId, hook: 'lab.done', firedBy: 'allen' },
  runs: [{ firingId, handlerId: 5, handlerVersion: 0, attempt: 1, startedAt: 0, outcome }],
};
const queued: MailRecord = {
  firingId,
  handlerId: 5,
  tenantId: 't',
  to: 'success@example.com',
  subject: 's',
  state: 'pending',
  attempts: 0,
  lastError: null,
  createdAt: 0,
  sentAt: null,
};

/** Delivers again and again, as long as it is to be tried again, with the clock moved to each time. */
async function deliverUntilSettled(send: (attempt: number) => Promise<'sent'>, firing: unknown = found) {
  let now = 0;
  let mail = queued;
  const records: { state: string; at: number; retryAt?: number; error?: string }[] = [];
  for (;;) {
    const { retryAt } = await deliverMail(
      {
        mails: { record: async (_key, result) => void records.push(result) },
        firings: { get: async () => firing as never, items: async () => [] },
        handlers: { version: async () => handler },
        mailer: { send: () => send(mail.attempts + 1) },
        clock: { now: () => now, schedule: () => () => {} },
      },
      mail,
    );
    if (retryAt === undefined) return records;
    now = retryAt;
    mail = { ...mail, attempts: mail.attempts + 1 };
  }
}

describe('Sending an e-mail', () => {
  test('is done once when the server takes it', async () => {
    expect(await deliverUntilSettled(async () => 'sent')).toEqual([{ state: 'sent', at: 0 }]);
  });

  test('is tried again after a while, longer each time', async () => {
    const records = await deliverUntilSettled(async (attempt) => {
      if (attempt < 4) throw new Error('451 try again later');
      return 'sent';
    });
    expect(records.map((record) => record.state)).toEqual(['pending', 'pending', 'pending', 'sent']);
    expect(records[0]).toMatchObject({ error: '451 try again later', retryAt: 5000 });
    expect(records.map((record) => record.at)).toEqual([0, 5_000, 35_000, 155_000]);
  });

  test('ends as undelivered, with the last error, after more than a day', async () => {
    const records = await deliverUntilSettled(async () => {
      throw new Error('connection refused');
    });
    expect(records.at(-1)).toMatchObject({ state: 'undelivered', error: 'connection refused' });
    expect(records.at(-1)!.at).toBeGreaterThan(24 * 3600 * 1000);
  });

  test('ends at once when the run that it is about is not kept any more', async () => {
    const records = await deliverUntilSettled(async () => 'sent', { ...found, runs: [] });
    expect(records).toEqual([
      { state: 'undelivered', at: 0, error: 'The run that it is about is not kept any more.' },
    ]);
  });
});
