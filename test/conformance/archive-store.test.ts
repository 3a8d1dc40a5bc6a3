import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { s3ArchiveStore } from '../../adapters/aws/s3/s3-archive-store.ts';
import { folderArchiveStore } from '../../adapters/embedded/archive-store.ts';
import { randomIds } from '../../adapters/node/random-ids.ts';
import { type LocalAws, startLocalAws } from '../aws/local-aws.ts';
import { archiveStoreSuite } from './archive-store.ts';

describe('ArchiveStore, AWS', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startLocalAws();
  });
  afterAll(() => aws.close());
  archiveStoreSuite(async () => ({ archives: s3ArchiveStore(aws.createBucket()) }));
});

describe('ArchiveStore, embedded', () => {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  archiveStoreSuite(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hookline-archives-'));
    folders.push(folder);
    return { archives: folderArchiveStore(join(folder, 'archives'), randomIds()) };
  });
});
