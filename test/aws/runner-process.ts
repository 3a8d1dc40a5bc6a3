import { argv } from 'node:process';

/** Plays a Lambda environment: loads the bundled runner function and answers one call after the other. */
const { handler } = (await import(argv[2] ?? '')) as { handler: (event: unknown) => Promise<unknown> };

process.on('message', async ({ id, event }: { id: number; event: unknown }) => {
  try {
    process.send?.({ id, result: await handler(event) });
  } catch (error) {
    process.send?.({ id, error: { name: (error as Error).name, message: (error as Error).message } });
  }
});
process.send?.({ ready: true });
