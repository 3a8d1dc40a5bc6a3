import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import type { TokenSigner } from '../../core/ports/token-signer.ts';

/** A key, and signers that share it. */
export interface OpenedKey {
  /** Another signer with the same key: another process, or the same one started again. */
  openAgain(): TokenSigner;
}

const issuer = 'https://hooks.example.com';

/** What every TokenSigner does; another implementation of the standard judges its tokens. */
export function tokenSignerSuite(open: (issuer: string) => Promise<OpenedKey>): void {
  const verify = async (by: TokenSigner, token: string) =>
    await jwtVerify(token, createLocalJWKSet({ keys: [...(await by.publicKeys())] }), {
      algorithms: ['RS256'],
      typ: 'JWT',
    });

  test('a token is verified with the public keys, and has the claims as they were', async () => {
    const signer = (await open(issuer)).openAgain();
    expect(signer.issuer).toBe(issuer);
    const claims = { iss: issuer, sub: 'zoë', aud: 'https://x.example', hookline_run: 'run 1' };
    const { payload } = await verify(signer, await signer.sign(claims));
    expect(payload).toEqual(claims);
  });

  test('its header says by which key', async () => {
    const signer = (await open(issuer)).openAgain();
    const [key] = await signer.publicKeys();
    const token = await signer.sign({ sub: 'ada' });
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS256', kid: key!.kid, typ: 'JWT' });
  });

  test('claims may be of many kilobytes', async () => {
    const signer = (await open(issuer)).openAgain();
    const claims = { hookline_run: 'r'.repeat(20_000) };
    const { payload } = await verify(signer, await signer.sign(claims));
    expect(payload).toEqual(claims);
  });

  test('a token that was changed is not verified, and neither is one of another key', async () => {
    const signer = (await open(issuer)).openAgain();
    const [header, , signature] = (await signer.sign({ sub: 'ada' })).split('.');
    const changed = Buffer.from('{"sub":"bob"}').toString('base64url');
    await expect(verify(signer, `${header}.${changed}.${signature}`)).rejects.toThrow('signature');
    const other = (await open(issuer)).openAgain();
    await expect(verify(signer, await other.sign({ sub: 'ada' }))).rejects.toThrow('no applicable key');
  });

  test('what is shown of the key is its public half', async () => {
    const signer = (await open(issuer)).openAgain();
    expect(await signer.publicKeys()).toEqual([
      {
        kty: 'RSA',
        use: 'sig',
        alg: 'RS256',
        kid: expect.stringMatching(/^[\w-]{20,}$/),
        // Of 2,048 bits.
        n: expect.stringMatching(/^[\w-]{342}$/),
        e: 'AQAB',
      },
    ]);
  });

  test('the key stays: who opens it again verifies what was signed before, many at once too', async () => {
    const key = await open(issuer);
    const [first, second] = [key.openAgain(), key.openAgain()];
    const tokens = await Promise.all([first, second, first, second].map((one) => one.sign({ sub: 'ada' })));
    const third = key.openAgain();
    for (const token of tokens) await verify(third, token);
    expect(await third.publicKeys()).toEqual(await first.publicKeys());
  });
}
