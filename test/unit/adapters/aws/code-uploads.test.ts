import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBundles } from '../../../../adapters/aws/lambda/bundles.ts';
import { downloadCode } from '../../../../adapters/aws/lambda/download-code.ts';
import {
  codeObjectKey,
  presignDownload,
  presignUpload,
  s3CodeStore,
} from '../../../../adapters/aws/s3/s3-code-store.ts';
import { s3Objects } from '../../../../adapters/aws/s3/s3-objects.ts';
import { sha256Hex } from '../../../../core/hash.ts';
import { type LocalAws, startLocalAws } from '../../../aws/local-aws.ts';

const bytes = Buffer.from('export default () => "ü";');
const sha256 = sha256Hex(bytes);

describe('bundles between developers, S3 and the runner', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startLocalAws();
  });
  afterAll(() => aws.close());

  test('a presigned address takes the announced bundle, and has it', async () => {
    const bucket = aws.createBucket();
    const { url, headers } = await presignUpload(bucket, 'allen', sha256, bytes.byteLength);
    expect((await fetch(url, { method: 'PUT', headers, body: bytes })).ok).toBe(true);
    expect(await s3CodeStore(bucket).has('allen', sha256)).toBe(true);
    expect(Buffer.from(await downloadCode(await presignDownload(bucket, 'allen', sha256), sha256))).toEqual(
      bytes,
    );
  });

  test('the hash and the size are signed, so that S3 takes no other bytes', async () => {
    const { url, headers } = await presignUpload(aws.createBucket(), 'allen', sha256, bytes.byteLength);
    const query = new URL(url).searchParams;
    expect(query.get('X-Amz-SignedHeaders')?.split(';')).toEqual(
      expect.arrayContaining(['content-length', 'content-type', 'host', 'x-amz-checksum-sha256']),
    );
    expect(headers).toEqual({
      'content-type': 'text/javascript',
      'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
    });
    expect(Number(query.get('X-Amz-Expires'))).toBeLessThanOrEqual(900);
  });

  test('what is stored under a hash and has another is not run', async () => {
    const bucket = aws.createBucket();
    await s3Objects(bucket).put(codeObjectKey('allen', sha256), Buffer.from('something else'));
    await expect(downloadCode(await presignDownload(bucket, 'allen', sha256), sha256)).rejects.toThrow(
      'something else',
    );
  });

  test('an environment downloads a bundle once', async () => {
    const bucket = aws.createBucket();
    await s3CodeStore(bucket).put('allen', sha256, bytes);
    const bundles = openBundles();
    bundles.locate(sha256, await presignDownload(bucket, 'allen', sha256));
    expect(Buffer.from(await bundles.get(sha256))).toEqual(bytes);
    // Another address, where there is nothing, is not asked.
    bundles.locate(sha256, 'http://127.0.0.1:9/nothing');
    expect(Buffer.from(await bundles.get(sha256))).toEqual(bytes);
  });

  test('a bundle that is nowhere rejects', async () => {
    const bundles = openBundles();
    await expect(bundles.get(sha256)).rejects.toThrow('Nothing says');
    bundles.locate(sha256, await presignDownload(aws.createBucket(), 'allen', sha256));
    await expect(bundles.get(sha256)).rejects.toThrow('HTTP 404');
  });
});
