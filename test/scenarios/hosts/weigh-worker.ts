import { randomUUID } from 'node:crypto';
import { Connection, worker } from '@hookline/sdk';

// A worker as a process of its own, which can be killed. Its lease is the shortest there is: another has its tasks soon.
const [endpoint, apiKey] = process.argv.slice(2) as [string, string];
const connection = new Connection(endpoint, apiKey, { retrySeconds: 100 });
worker(connection, 'weigh', ({ input }) => ({ made: randomUUID(), of: input }), {
  concurrency: 8,
  leaseSeconds: 1,
});
