import { expect, test } from 'vitest';
import { openDatabase } from '../../../../adapters/embedded/sqlite/database.ts';
import { sqliteFiringStore } from '../../../../adapters/embedded/sqlite/firing-store.ts';
import { sqliteMailStore } from '../../../../adapters/embedded/sqlite/mail-store.ts';
import { createSchema } from '../../../../adapters/embedded/sqlite/schema.ts';
import { systemClock } from '../../../../adapters/node/system-clock.ts';

test('Finished firings older than the retention go, with their runs and e-mails; younger and unfinished ones stay', async () => {
  const database = openDatabase(':memory:');
  createSchema(database);
  const firings = sqliteFiringStore({ database, clock: systemClock, log: { record() {} }, launch: () => {} });
  const mails = sqliteMailStore({ database });
  const outcome = {
    ok: true,
    result: '',
    resultType: 'text',
    resultCut: false,
    output: '',
    durationMs: 1,
  } as const;
  for (let n = 0; n < 1000; n++) {
    const id = String(n).padStart(22, '0');
    const key = { firingId: id, handlerId: 1 };
    const run = { ...key, handlerVersion: 0, tenantId: 't' };
    await firings.accept(
      {
        id,
        hook: 'lab.done',
        tags: [],
        allHandlers: false,
        firedById: 'u',
        firedBy: 'allen',
        fingerprint: id,
        payloadBytes: 2,
        plan: [{ handlerId: 1, version: 0 }],
        executionType: 'EXPRESS',
        acceptedAt: n,
        finishedAt: null,
      },
      Buffer.from('{}'),
    );
    // Every tenth is still running.
    if (n % 10 === 0) continue;
    await firings.settle({ ...run, outcome, at: n, closesFiring: true });
    await mails.enqueue({ ...key, tenantId: 't', to: 'a@example.com', subject: 's', createdAt: n });
  }
  expect(await firings.prune(700)).toBe(630);
  const count = (table: string) => Object.values(database.prepare(`SELECT count(*) FROM ${table}`).get()!)[0];
  expect(count('firings')).toBe(1000 - 630);
  expect(count('mails')).toBe(900 - 630);
  expect(await firings.get(String(1).padStart(22, '0'))).toBeUndefined();
  expect((await firings.get(String(0).padStart(22, '0')))?.firing.finishedAt).toBeNull();
  expect(await firings.get(String(701).padStart(22, '0'))).toBeDefined();
  expect(await firings.prune(700)).toBe(0);
  database.close();
});
