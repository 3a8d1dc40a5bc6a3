import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadCode } from '../../adapters/aws/lambda/download-code.ts';
import { runnerCallSchema } from '../../adapters/aws/lambda/runner-protocol.ts';
import { openProcessRunner } from '../../adapters/process-runner/runner.ts';

/** Where the bundles of calls so far are; an address is good for minutes, and a process that has the bundle needs none. */
const addresses = new Map<string, string>();

const runner = openProcessRunner({
  code: { get: (_tenantId, sha256) => downloadCode(addresses.get(sha256) ?? '', sha256) },
  harnessPath: join(import.meta.dirname, 'harness.mjs'),
  // Lambda gives an environment one call at a time, and all of one tenant.
  maxProcesses: 1,
  stateDirectory: join(tmpdir(), 'hookline-runner'),
});

/** Runs a tenant's code once. It has no rights and no AWS SDK: what it may see is in the call. */
export const handler = async (event: unknown) => {
  const { codeUrl, payloadBase64, ...call } = runnerCallSchema.parse(event);
  addresses.set(call.code.sha256, codeUrl);
  return await runner.run({ ...call, payload: Buffer.from(payloadBase64, 'base64') });
};
