import { constants, generateKeyPairSync, privateEncrypt, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { z } from 'zod';
import { listen } from './listen.ts';
import { localAccess } from './local-aws.ts';

const signSchema = z.object({
  KeyId: z.string(),
  Message: z.base64(),
  MessageType: z.enum(['RAW', 'DIGEST']),
  SigningAlgorithm: z.literal('RSASSA_PKCS1_V1_5_SHA_256'),
});

/** What goes before a SHA-256 in what is signed: its DigestInfo (RFC 8017, 9.2, note 1). */
const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** KMS, spoken to over the wire. */
export interface KmsServer {
  readonly endpoint: string;
  /** Of a new key. */
  createKey(): string;
  /** The next call finds its key disabled. */
  disableOnce(): void;
  /** The calls so far. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

/** A server that speaks KMS's Sign, of digests, and GetPublicKey for RSA keys, and nothing else of it (AWS KMS API reference). */
export async function startKmsServer(): Promise<KmsServer> {
  const keys = new Map<string, ReturnType<typeof newKey>>();
  const calls: string[] = [];
  let disabled = false;
  const server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>);
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    const refuse = (type: string, message: string) => answer(400, { __type: type, message });
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    const call = String(request.headers['x-amz-target']).replace('TrentService.', '');
    calls.push(call);
    if (disabled) {
      disabled = false;
      answer(400, { __type: 'DisabledException', message: 'The key is not enabled.' });
      return;
    }
    const { KeyId } = z.object({ KeyId: z.string() }).parse(body);
    const key = keys.get(KeyId);
    if (key === undefined) refuse('NotFoundException', `Key '${KeyId}' does not exist`);
    else if (call === 'GetPublicKey') {
      answer(200, { KeyId, KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY', PublicKey: key.publicKey });
    } else if (call === 'Sign') {
      const asked = signSchema.safeParse(body);
      const message = Buffer.from(asked.data?.Message ?? '', 'base64');
      if (asked.data?.MessageType !== 'DIGEST' || message.length !== 32) {
        refuse('ValidationException', 'Digest is invalid length for algorithm RSASSA_PKCS1_V1_5_SHA_256.');
        return;
      }
      const signature = privateEncrypt(
        { key: key.privateKey, padding: constants.RSA_PKCS1_PADDING },
        Buffer.concat([digestInfo, message]),
      );
      const { SigningAlgorithm } = asked.data;
      answer(200, { KeyId, SigningAlgorithm, Signature: signature.toString('base64') });
    } else refuse('UnsupportedOperationException', call);
  });
  return {
    ...(await listen(server)),
    calls,
    createKey() {
      const arn = `arn:aws:kms:${localAccess.region}:123456789012:key/${randomUUID()}`;
      keys.set(arn, newKey());
      return arn;
    },
    disableOnce() {
      disabled = true;
    },
  };
}

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64') };
}
