import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Objects } from '../objects.ts';

/** A bucket. */
export interface Bucket {
  readonly client: S3Client;
  readonly name: string;
}

/** Objects of a bucket. */
export function s3Objects({ client, name }: Bucket): Objects {
  return {
    async put(key, bytes) {
      await client.send(new PutObjectCommand({ Bucket: name, Key: key, Body: bytes }));
    },
    async get(key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: name, Key: key }));
      if (Body === undefined) throw new Error(`The object ${key} has no body.`);
      return await Body.transformToByteArray();
    },
  };
}
