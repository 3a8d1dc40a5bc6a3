import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type sesPackage from 'aws-ses-v2-local';
import { z } from 'zod';

// A CommonJS package with a default export, which Node and Vitest would each import in their own way.
const ses = createRequire(import.meta.url)('aws-ses-v2-local') as typeof sesPackage;

const storeSchema = z.object({
  emails: z.array(
    z.object({
      from: z.string(),
      destination: z.object({ to: z.array(z.string()) }),
      subject: z.string(),
      body: z.object({ text: z.string(), html: z.string() }),
      headers: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
  ),
});

export type SesMail = z.infer<typeof storeSchema>['emails'][number];

/** SES in memory. Its store is the process's, so that one per process is enough. */
export async function startLocalSes(): Promise<{
  endpoint: string;
  /** What was sent since the last call. */
  take(): Promise<SesMail[]>;
  close(): Promise<void>;
}> {
  const server: Server = await ses.default({ host: '127.0.0.1', port: 0 });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    async take() {
      const store: unknown = await (await fetch(`${endpoint}/store`)).json();
      await fetch(`${endpoint}/clear-store`, { method: 'POST' });
      return storeSchema.parse(store).emails;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
