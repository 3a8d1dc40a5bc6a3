import { afterAll, describe } from 'vitest';
import { type Database, openDatabase } from '../../adapters/embedded/sqlite/database.ts';
import { sqliteEventLog } from '../../adapters/embedded/sqlite/event-log.ts';
import { createSchema } from '../../adapters/embedded/sqlite/schema.ts';
import { eventLogSuite } from './event-log.ts';
import { manualClock } from './manual-clock.ts';
import { runOnBothHomes } from './run-suite.ts';

runOnBothHomes('EventLog', eventLogSuite);

// The newest events are also kept in memory: here each reading is that of a log that was just opened.
describe('EventLog, embedded, from the disk', () => {
  const opened: Database[] = [];
  afterAll(() => {
    for (const database of opened) database.close();
  });
  eventLogSuite(async () => {
    const database = openDatabase(':memory:');
    opened.push(database);
    createSchema(database);
    const clock = manualClock();
    const events = sqliteEventLog({ database, clock });
    return {
      events: { ...events, read: (...asked) => sqliteEventLog({ database, clock }).read(...asked) },
      clock,
    };
  });
});
