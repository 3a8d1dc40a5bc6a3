import { afterEach, describe, expect, test, vi } from 'vitest';
import { mailQueueEnv, readEnv, storageEnv } from '../../../functions/env.ts';

describe('the environment of a function', () => {
  afterEach(() => void vi.unstubAllEnvs());

  test('gives what was asked for, firings being kept for 90 days unless said otherwise', () => {
    for (const name of ['REGISTRY_TABLE', 'FIRINGS_TABLE', 'DATA_BUCKET']) vi.stubEnv(name, `the ${name}`);
    expect(readEnv(storageEnv)).toEqual({
      REGISTRY_TABLE: 'the REGISTRY_TABLE',
      FIRINGS_TABLE: 'the FIRINGS_TABLE',
      DATA_BUCKET: 'the DATA_BUCKET',
      FIRING_RETENTION_DAYS: 90,
    });
    vi.stubEnv('FIRING_RETENTION_DAYS', '7');
    expect(readEnv(storageEnv).FIRING_RETENTION_DAYS).toBe(7);
  });

  test('names each variable that is missing or wrong', () => {
    vi.stubEnv('REGISTRY_TABLE', '');
    vi.stubEnv('FIRINGS_TABLE', undefined);
    vi.stubEnv('DATA_BUCKET', 'bucket');
    expect(() => readEnv(storageEnv)).toThrow(
      /REGISTRY_TABLE[\s\S]*FIRINGS_TABLE|FIRINGS_TABLE[\s\S]*REGISTRY_TABLE/,
    );
    vi.stubEnv('MAIL_QUEUE_URL', 'no address');
    expect(() => readEnv(mailQueueEnv)).toThrow('MAIL_QUEUE_URL');
  });
});
