// node examples/comtrade-ingest/main.ts FILE.zip [--tag TAG]... [--hook HOOK] [--request-id UUID]
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { Connection, fire } from '@hookline/sdk';
import { ingestArchive } from './ingest-archive.ts';

const usage =
  'Usage: node examples/comtrade-ingest/main.ts FILE.zip [--tag TAG]... [--hook HOOK] [--request-id UUID]';

/** Reads the archive, fires the hook for it and says what happened. Exit code 2: wrongly called, 1: failed. */
async function main(): Promise<void> {
  const options = readOptions();
  if (options === undefined) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  const { path, hook, tags, requestId } = options;
  const connection = new Connection();
  const { payload, fired } = await ingestArchive({
    archive: await readFile(path),
    fileName: basename(path),
    requestId,
    // When the archive was put there; unlike the time of day, it is the same when this runs again.
    submittedAt: (await stat(path)).mtime.toISOString(),
    fire: (payload, { idempotencyKey }) => fire(connection, hook, payload, { tags, idempotencyKey }),
  });
  for (const { Name, Error: error, Streams } of payload.DataSets) {
    console.log(
      Streams === null ? `failed  ${Name}: ${error}` : `read    ${Name}: ${Streams.length} streams`,
    );
  }
  console.log(
    fired.duplicate
      ? `This submission had fired ${hook} before, as ${fired.id}.`
      : `Fired ${hook} as ${fired.id}.`,
  );
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        tag: { type: 'string', multiple: true, default: [] },
        hook: { type: 'string', default: 'ctingress.on_complete' },
        'request-id': { type: 'string' },
      },
    });
    const [path] = positionals;
    if (path === undefined || positionals.length > 1) return undefined;
    return { path, hook: values.hook, tags: values.tag, requestId: values['request-id'] };
  } catch (error) {
    console.error((error as Error).message);
    return undefined;
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
}
