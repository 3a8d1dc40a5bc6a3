import { DeleteObjectsCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { ObjectFolders } from '../objects.ts';
import type { Bucket } from './s3-objects.ts';

/** Folders of a bucket. */
export function s3Folders({ client, name }: Bucket): ObjectFolders {
  return {
    async removeFolder(prefix) {
      // A page has at most 1,000 keys, which is what one request may delete.
      for await (const { Contents = [] } of paginateListObjectsV2(
        { client },
        { Bucket: name, Prefix: prefix },
      )) {
        const keys = Contents.flatMap(({ Key }) => (Key === undefined ? [] : [{ Key }]));
        if (keys.length === 0) continue;
        const { Errors = [] } = await client.send(
          new DeleteObjectsCommand({ Bucket: name, Delete: { Objects: keys, Quiet: true } }),
        );
        const [first] = Errors;
        if (first !== undefined) throw new Error(`${first.Key} was not removed: ${first.Message}`);
      }
    },
  };
}
