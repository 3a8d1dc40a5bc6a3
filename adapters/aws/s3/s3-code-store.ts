import {
  GetObjectCommand,
  HeadObjectCommand,
  NotFound,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { CodeStore } from '../../../core/ports/code-store.ts';
import { type Bucket, s3Objects } from './s3-objects.ts';

/** How long a presigned address works, in seconds. */
const ADDRESS_SECONDS = 900;

/** S3 compares the bytes with it and refuses others (S3, "Checking object integrity"). */
const CHECKSUM_HEADER = 'x-amz-checksum-sha256';

export const codeObjectKey = (tenantId: string, sha256: string): string => `code/${tenantId}/${sha256}`;

export const putCodeParams = (bucket: string, tenantId: string, sha256: string): PutObjectCommandInput => ({
  Bucket: bucket,
  Key: codeObjectKey(tenantId, sha256),
  ContentType: 'text/javascript',
  ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
});

/** Bundles in S3, under their tenant and hash. */
export function s3CodeStore(bucket: Bucket): CodeStore {
  return {
    async put(tenantId, sha256, code) {
      const params = putCodeParams(bucket.name, tenantId, sha256);
      await bucket.client.send(new PutObjectCommand({ ...params, Body: code }));
    },
    get: (tenantId, sha256) => s3Objects(bucket).get(codeObjectKey(tenantId, sha256)),
    async has(tenantId, sha256) {
      const Key = codeObjectKey(tenantId, sha256);
      try {
        await bucket.client.send(new HeadObjectCommand({ Bucket: bucket.name, Key }));
        return true;
      } catch (error) {
        if (error instanceof NotFound) return false;
        throw error;
      }
    },
  };
}

/**
 * Where a bundle is sent: straight to S3, which takes no other bytes and no other number of them than were announced
 * (both are signed).
 */
export async function presignUpload(
  bucket: Bucket,
  tenantId: string,
  sha256: string,
  sizeBytes: number,
): Promise<{ url: string; headers: Record<string, string> }> {
  const params = putCodeParams(bucket.name, tenantId, sha256);
  const url = await getSignedUrl(
    bucket.client,
    new PutObjectCommand({ ...params, ContentLength: sizeBytes }),
    {
      expiresIn: ADDRESS_SECONDS,
      unhoistableHeaders: new Set([CHECKSUM_HEADER]),
      signableHeaders: new Set(['host', 'content-type', 'content-length', CHECKSUM_HEADER]),
    },
  );
  return {
    url,
    headers: { 'content-type': params.ContentType!, [CHECKSUM_HEADER]: params.ChecksumSHA256! },
  };
}

/** Where the runner gets a bundle, without rights of its own. */
export function presignDownload(bucket: Bucket, tenantId: string, sha256: string): Promise<string> {
  const command = new GetObjectCommand({ Bucket: bucket.name, Key: codeObjectKey(tenantId, sha256) });
  return getSignedUrl(bucket.client, command, { expiresIn: ADDRESS_SECONDS });
}
