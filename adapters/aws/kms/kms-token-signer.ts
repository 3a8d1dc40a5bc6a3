import { createHash, createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient, SignCommand, type SignCommandInput } from '@aws-sdk/client-kms';
import type { PublicKey } from '../../../core/contract/token.ts';
import type { TokenSigner } from '../../../core/ports/token-signer.ts';

/** KMS takes 4,096 bytes to sign, or the digest of any number of them. */
export const signParams = (keyArn: string, signed: string): SignCommandInput => ({
  KeyId: keyArn,
  Message: createHash('sha256').update(signed).digest(),
  MessageType: 'DIGEST',
  SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
});

/**
 * Signs with an RSA key in KMS, which it never leaves. KMS gives signatures and not tokens, so that they are put together here (RFC 7515, 3.1).
 *
 * @param options.keyArn of a key of the kind RSA_2048 that signs. Its last part is the `kid`: to sign takes no call beside the one.
 */
export function kmsTokenSigner({
  client,
  keyArn,
  issuer,
}: {
  readonly client: KMSClient;
  readonly keyArn: string;
  readonly issuer: string;
}): TokenSigner {
  const kid = keyArn.slice(keyArn.lastIndexOf('/') + 1);
  let asking: Promise<PublicKey> | undefined;

  async function askKey(): Promise<PublicKey> {
    const answer = await client.send(new GetPublicKeyCommand({ KeyId: keyArn }));
    const der = Buffer.from(answer.PublicKey!);
    const { n, e } = createPublicKey({ key: der, format: 'der', type: 'spki' }).export({ format: 'jwk' });
    return { kty: 'RSA', use: 'sig', alg: 'RS256', kid, n: n!, e: e! };
  }

  return {
    issuer,
    async sign(claims) {
      const signed = [{ alg: 'RS256', kid, typ: 'JWT' }, claims].map(encode).join('.');
      const { Signature } = await client.send(new SignCommand(signParams(keyArn, signed)));
      return `${signed}.${Buffer.from(Signature!).toString('base64url')}`;
    },
    async publicKeys() {
      // It never changes, but the answer may fail.
      asking ??= askKey().catch((error: unknown) => {
        asking = undefined;
        throw error;
      });
      return [await asking];
    },
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
