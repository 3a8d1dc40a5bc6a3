import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { link, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { PublicKey } from '../../core/contract/token.ts';
import type { Ids } from '../../core/ports/ids.ts';
import type { TokenSigner } from '../../core/ports/token-signer.ts';
import { syncFolder, writeDurably } from './write-durably.ts';

interface Key {
  readonly privateKey: KeyObject;
  readonly publicKey: PublicKey;
}

/**
 * Signs with an RSA key of 2048 bits in a file, which only the platform's user may read. It is made when it is needed first, which takes a tenth
 * of a second and more, and on the disk before it is used.
 *
 * @param options.path of the file, PKCS #8 in PEM; another key takes its place when it is removed.
 */
export function fileTokenSigner(options: {
  readonly path: string;
  readonly issuer: string;
  readonly ids: Pick<Ids, 'next'>;
}): TokenSigner {
  let opening: Promise<Key> | undefined;
  const key = (): Promise<Key> => {
    opening ??= openKey(options).catch((error: unknown) => {
      // The disk may have room the next time.
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    issuer: options.issuer,
    async sign(claims) {
      const { privateKey, publicKey } = await key();
      // Only with the first token: most platforms sign none.
      const { SignJWT } = await import('jose');
      const header = { alg: 'RS256', kid: publicKey.kid, typ: 'JWT' };
      return await new SignJWT({ ...claims }).setProtectedHeader(header).sign(privateKey);
    },
    publicKeys: async () => [(await key()).publicKey],
  };
}

async function openKey({ path, ids }: Parameters<typeof fileTokenSigner>[0]): Promise<Key> {
  const pem = (await readKey(path)) ?? (await makeKey(path, ids));
  const privateKey = parseKey(path, pem);
  const { calculateJwkThumbprint, exportJWK } = await import('jose');
  const { n, e } = await exportJWK(createPublicKey(privateKey));
  const shown = { kty: 'RSA' as const, n: n!, e: e! };
  const kid = await calculateJwkThumbprint(shown);
  return { privateKey, publicKey: { ...shown, kid, use: 'sig', alg: 'RS256' } };
}

function parseKey(path: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new Error(`${path} is no private key. Restore it, or remove it: another one is then made.`, {
      cause: error,
    });
  }
}

async function readKey(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** There whole or not at all; whoever else made one at the same time was first. */
async function makeKey(path: string, ids: Pick<Ids, 'next'>): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const unfinished = join(dirname(path), `.${ids.next()}`);
  try {
    await writeDurably(unfinished, privateKey);
    await link(unfinished, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(unfinished, { force: true });
  }
  await syncFolder(dirname(path));
  return await readFile(path, 'utf8');
}
