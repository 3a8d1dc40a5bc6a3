import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBundles } from '../../adapters/aws/lambda/bundles.ts';
import { reportRun } from '../../adapters/aws/lambda/report-run.ts';
import { runnerCallSchema } from '../../adapters/aws/lambda/runner-call.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { openProcessRunner } from '../../adapters/process-runner/runner.ts';

const bundles = openBundles();
const runner = openProcessRunner({
  code: { get: (_tenantId, sha256) => bundles.get(sha256) },
  harnessPath: join(import.meta.dirname, 'harness.mjs'),
  // Lambda gives an environment one call at a time, and all of one tenant.
  maxProcesses: 1,
  stateDirectory: join(tmpdir(), 'hookline-runner'),
});

/** Runs a tenant's code once. It has no rights and no AWS SDK: what it may see is in the call. */
export const handler = async (event: unknown) => {
  const { codeUrl, payloadBase64, firingPayloadBase64, ...call } = runnerCallSchema.parse(event);
  bundles.locate(call.code.sha256, codeUrl);
  const report = reportRun(systemClock, call);
  const outcome = runner.run({
    ...call,
    signal: report.signal,
    onOutput: report.onOutput,
    // An environment takes one call at a time: a thread would have its process for itself, and start later.
    ...(call.executor && { executor: { ...call.executor, kind: 'process' } }),
    payload: Buffer.from(payloadBase64, 'base64'),
    ...(firingPayloadBase64 !== undefined && { firingPayload: Buffer.from(firingPayloadBase64, 'base64') }),
  });
  return await outcome.finally(report.stop);
};
