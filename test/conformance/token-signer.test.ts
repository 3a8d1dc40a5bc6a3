import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kmsTokenSigner } from '../../adapters/aws/kms/kms-token-signer.ts';
import { fileTokenSigner } from '../../adapters/embedded/token-signer.ts';
import { randomIds } from '../../adapters/node/random-ids.ts';
import { type KmsServer, startKmsServer } from '../aws/kms-server.ts';
import { localAccess } from '../aws/local-aws.ts';
import { tokenSignerSuite } from './token-signer.ts';

describe('TokenSigner, AWS', () => {
  let kms: KmsServer;
  let client: KMSClient;
  beforeAll(async () => {
    kms = await startKmsServer();
    client = new KMSClient({ ...localAccess, endpoint: kms.endpoint });
  });
  afterAll(async () => {
    client.destroy();
    await kms.close();
  });
  tokenSignerSuite(async (issuer) => {
    const keyArn = kms.createKey();
    return { openAgain: () => kmsTokenSigner({ client, keyArn, issuer }) };
  });

  test('to sign takes one call, and the public key is asked for once', async () => {
    const signer = kmsTokenSigner({ client, keyArn: kms.createKey(), issuer: 'https://x.example' });
    const before = kms.calls.length;
    await signer.sign({ sub: 'ada' });
    await signer.sign({ sub: 'ada' });
    await Promise.all([signer.publicKeys(), signer.publicKeys()]);
    await signer.publicKeys();
    expect(kms.calls.slice(before)).toEqual(['Sign', 'Sign', 'GetPublicKey']);
  });

  test('an answer that failed is asked for again', async () => {
    const signer = kmsTokenSigner({ client, keyArn: kms.createKey(), issuer: 'https://x.example' });
    kms.disableOnce();
    await expect(signer.publicKeys()).rejects.toThrow('not enabled');
    expect(await signer.publicKeys()).toHaveLength(1);
  });
});

describe('TokenSigner, embedded', () => {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  tokenSignerSuite(async (issuer) => {
    const folder = mkdtempSync(join(tmpdir(), 'hookline-token-key-'));
    folders.push(folder);
    const path = join(folder, 'token-key.pem');
    return { openAgain: () => fileTokenSigner({ path, issuer, ids: randomIds() }) };
  });
});
