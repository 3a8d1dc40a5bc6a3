import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomIds } from '../../../../adapters/node/random-ids.ts';
import {
  formatApiKey,
  formatRunKey,
  hashSecret,
  parseCredential,
} from '../../../../core/identity/api-key.ts';

const ids = randomIds();

describe('API keys', () => {
  test('what is formatted is parsed again, whatever the random parts contain', () => {
    for (let round = 0; round < 500; round++) {
      const [id, secret] = [ids.next(), ids.secret()];
      expect(parseCredential(formatApiKey(id, secret))).toEqual({ kind: 'key', keyId: id, secret });
      const run = { firingId: id, handlerId: round + 1 };
      expect(parseCredential(formatRunKey(run, secret))).toEqual({ kind: 'run', ...run, secret });
      const item = { ...run, item: round };
      expect(parseCredential(formatRunKey(item, secret))).toEqual({ kind: 'run', ...item, secret });
    }
  });

  test('have an id of 128 random bits and a secret of 256', () => {
    const drawn = new Set(Array.from({ length: 1000 }, () => ids.secret()));
    expect(drawn.size).toBe(1000);
    expect(Buffer.from(ids.next(), 'base64url')).toHaveLength(16);
    expect(Buffer.from(ids.secret(), 'base64url')).toHaveLength(32);
  });

  test('anything else is no credential', () => {
    fc.assert(fc.property(fc.string(), (text) => parseCredential(text) === undefined));
    expect(parseCredential(`hlk_${'a'.repeat(22)}_${'b'.repeat(42)}`)).toBeUndefined();
    expect(parseCredential(`hlr_${'a'.repeat(22)}_0_${'b'.repeat(43)}`)).toBeUndefined();
  });

  test('only a hash of the secret is kept', () => {
    expect(hashSecret('s')).toBe('043a718774c572bd8a25adbeb1bfcd5c0256ae11cecf9f9c3f925d0e52beaf89');
  });
});
