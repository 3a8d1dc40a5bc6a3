import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { buildHarness } from '../../../adapters/process-runner/build-harness.ts';
import { openProcessRunner } from '../../../adapters/process-runner/runner.ts';
import type { OpenRunner } from './ask.ts';
import { describeHandlers } from './handlers.ts';
import { describeIsolation } from './isolation.ts';
import { describeOutcomes } from './outcomes.ts';

const thread = { kind: 'thread' } as const;

describe('the process runner, with threads', () => {
  let directory: string;
  let harnessPath: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'hookline-runner-'));
    harnessPath = await buildHarness(directory);
  });
  afterAll(() => rm(directory, { recursive: true }));

  const open: OpenRunner = async (code) =>
    openProcessRunner({
      code,
      harnessPath,
      maxProcesses: 6,
      memoryLimitMiB: 64,
      stateDirectory: await mkdtemp(join(directory, 'state-')),
    });

  describe('ends every run with an outcome', () => describeOutcomes(open, thread));
  describe('keeps code apart', () => describeIsolation(open, thread));
  describe('carries out', () => describeHandlers(open, thread));
});
