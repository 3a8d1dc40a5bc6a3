import { openDatabase } from '../../adapters/embedded/sqlite/database.ts';
import { sqliteHandlerStore } from '../../adapters/embedded/sqlite/handler-store.ts';
import { createSchema } from '../../adapters/embedded/sqlite/schema.ts';
import { round } from './percentile.ts';

const SELECTS = 5000;

/** Microseconds to find the 2 handlers that match, among 10 and among 10,000 registered ones. */
export async function measureMatching(): Promise<{ among10Us: number; among10000Us: number; ratio: number }> {
  const among10Us = await measure(10);
  const among10000Us = await measure(10_000);
  return { among10Us, among10000Us, ratio: round(among10000Us / among10Us) };
}

async function measure(registered: number): Promise<number> {
  const database = openDatabase(':memory:');
  createSchema(database);
  const handlers = sqliteHandlerStore(database);
  for (let n = 0; n < registered; n++) {
    await handlers.register({
      name: `h${n}`,
      hook: 'bench.matching',
      tags: [n < 2 ? 'chosen' : `other-${n % 100}`],
      notifyOnSuccess: null,
      notifyOnFailure: null,
      code: { sha256: 'a'.repeat(64), exportName: 'default' },
      tenantId: 'tenant',
      updatedBy: 'bench',
      updatedAt: 0,
    });
  }
  for (let n = 0; n < SELECTS / 10; n++) await handlers.select('bench.matching', ['chosen'], false);
  const startedAt = performance.now();
  for (let n = 0; n < SELECTS; n++) await handlers.select('bench.matching', ['chosen'], false);
  const microseconds = ((performance.now() - startedAt) / SELECTS) * 1000;
  database.close();
  return round(microseconds);
}
