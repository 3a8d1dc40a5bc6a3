import { z } from 'zod';
import type { Right } from './function-rights.ts';

/** As far as it is looked at: the SDK's HttpRequest. */
export interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** The stack's resources by what they are called here: names of tables, URLs of queues, ARNs of machines, … */
export type ResourceNames = Readonly<Record<string, string>>;

const bodySchema = z.object({
  TableName: z.string().optional(),
  IndexName: z.string().optional(),
  RequestItems: z.record(z.string(), z.unknown()).optional(),
  QueueUrl: z.string().optional(),
  stateMachineArn: z.string().optional(),
  KeyId: z.string().optional(),
});

/** A batch needs what its messages need one by one (Service Authorization Reference, "Amazon SQS"). */
const sqsActions: Readonly<Record<string, string>> = { SendMessageBatch: 'SendMessage' };

/** A HEAD needs what a GET needs (Service Authorization Reference, "Amazon S3"). */
const s3Actions: Readonly<Record<string, string>> = {
  GET: 'GetObject',
  HEAD: 'GetObject',
  PUT: 'PutObject',
};

/** What a role has to allow for a call of AWS. Throws for a call, or a resource, that it does not know. */
export function neededRights(request: SdkRequest, names: ResourceNames): Right[] {
  const { method, path, headers } = request;
  const called = (name: string | undefined): string => {
    const resource = name === undefined ? undefined : names[name];
    if (resource === undefined) throw new Error(`${method} ${path}: what is ${name}?`);
    return resource;
  };
  const [service, call] = (headers['x-amz-target'] ?? '').split('.');
  if (call !== undefined) {
    const body = bodySchema.parse(JSON.parse(textOf(request.body)));
    if (service === 'AmazonSQS') {
      return [{ action: `sqs:${sqsActions[call] ?? call}`, resource: called(body.QueueUrl) }];
    }
    if (service === 'AWSStepFunctions') {
      // A token is of a task of a Standard machine: Express ones have none.
      const resource = call === 'StartExecution' ? called(body.stateMachineArn) : 'FiringMachinesstandard';
      return [{ action: `states:${call}`, resource }];
    }
    if (service === 'TrentService') return [{ action: `kms:${call}`, resource: called(body.KeyId) }];
    const index = body.IndexName === undefined ? '' : `/index/${body.IndexName}`;
    const tables = body.RequestItems === undefined ? [body.TableName] : Object.keys(body.RequestItems);
    return tables.map((table) => ({ action: `dynamodb:${call}`, resource: `${called(table)}${index}` }));
  }
  const invoked = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path)?.[1];
  if (invoked !== undefined) return [{ action: 'lambda:InvokeFunction', resource: called(invoked) }];
  if (path === '/v2/email/outbound-emails') {
    const resources = ['identity/MailSender', 'configuration-set/MailConfigurationSet'];
    return resources.map((resource) => ({ action: 'ses:SendEmail', resource }));
  }
  const connection = /^\/(?:@|%40)connections\/(.*)$/.exec(path)?.[1];
  if (connection !== undefined) {
    const resource = `EventSocketApi/v1/${method}/@connections/${connection}`;
    return [{ action: 'execute-api:ManageConnections', resource }];
  }
  const [, bucket, key] = /^\/([^/]+)\/(.*)$/.exec(path) ?? [];
  if (request.query?.['list-type'] !== undefined) {
    return [{ action: 's3:ListBucket', resource: called(bucket) }];
  }
  if (request.query?.delete !== undefined) {
    return [...textOf(request.body).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, removed]) => ({
      action: 's3:DeleteObject',
      resource: `${called(bucket)}/${removed}`,
    }));
  }
  return [{ action: `s3:${s3Actions[method] ?? method}`, resource: `${called(bucket)}/${key}` }];
}

function textOf(body: unknown): string {
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : z.string().parse(body);
}
