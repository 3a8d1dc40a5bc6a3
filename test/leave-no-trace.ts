import { afterAll, vi } from 'vitest';
import { endFile } from './at-end-of-each-file.ts';

// Files share a process: what one of them has put in the place of something, the next does not find there.
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  endFile();
}, 120_000);
