import { GetObjectCommand, type GetObjectCommandInput, PutObjectCommand } from '@aws-sdk/client-s3';
import type { ArchiveStore } from '../../../core/ports/archive-store.ts';
import type { Bucket } from './s3-objects.ts';

/** Archives in S3, under `archives/`, a folder for each tenant. */
export function s3ArchiveStore({ client, name: bucket }: Bucket): ArchiveStore {
  const objectOf = (tenantId: string, name: string): GetObjectCommandInput => ({
    Bucket: bucket,
    Key: `archives/${tenantId}/${name}.json`,
  });
  return {
    async put(tenantId, name, archive) {
      const object = { ...objectOf(tenantId, name), Body: archive, ContentType: 'application/json' };
      await client.send(new PutObjectCommand(object));
    },
    async get(tenantId, name) {
      try {
        const { Body } = await client.send(new GetObjectCommand(objectOf(tenantId, name)));
        return await Body?.transformToByteArray();
      } catch (error) {
        if ((error as Error).name === 'NoSuchKey') return undefined;
        throw error;
      }
    },
  };
}
