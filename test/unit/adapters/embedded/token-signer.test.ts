import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fileTokenSigner } from '../../../../adapters/embedded/token-signer.ts';
import { randomIds } from '../../../../adapters/node/random-ids.ts';

describe('The key of tokens', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hookline-token-key-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const pathOf = () => join(folder, 'token-key.pem');
  const open = () => fileTokenSigner({ path: pathOf(), issuer: 'https://x.example', ids: randomIds() });

  test('is made when it is needed first, and not before', async () => {
    const signer = open();
    expect(readdirSync(folder)).toEqual([]);
    await signer.sign({ sub: 'ada' });
    expect(readdirSync(folder)).toEqual(['token-key.pem']);
  });

  test('is made too for who looks at it before there is a token: what they keep is then right', async () => {
    const keys = await open().publicKeys();
    const again = open();
    await again.sign({ sub: 'ada' });
    expect(await again.publicKeys()).toEqual(keys);
  });

  test("is read by the platform's user only", async () => {
    await open().publicKeys();
    expect(statSync(pathOf()).mode & 0o777).toBe(0o600);
    expect(readFileSync(pathOf(), 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  });

  test('another takes its place when it is removed', async () => {
    const keys = await open().publicKeys();
    rmSync(pathOf());
    expect(await open().publicKeys()).not.toEqual(keys);
  });

  test('one that cannot be read is kept, and asked for again once it is mended', async () => {
    writeFileSync(pathOf(), 'nonsense');
    const signer = open();
    await expect(signer.sign({})).rejects.toThrow('token-key.pem is no private key');
    expect(readFileSync(pathOf(), 'utf8')).toBe('nonsense');
    rmSync(pathOf());
    expect(await signer.publicKeys()).toHaveLength(1);
  });
});
