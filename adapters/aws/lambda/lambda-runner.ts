import { InvokeCommand, type InvokeCommandInput, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Clock } from '../../../core/ports/clock.ts';
import { type Runner, RunnerLost, type RunOutcome, type RunRequest } from '../../../core/ports/runner.ts';
import type { RunnerCall } from './runner-call.ts';
import { runOutcomeSchema } from './runner-outcome.ts';

/**
 * Between a request to end a run and giving up the call, in milliseconds: the environment asks for such requests every five
 * seconds, tells the code, and kills it five seconds later.
 */
const CANCEL_MS = 20_000;

/** The tenant gets environments of its own (AWS Lambda, "Tenant isolation"). */
export function invokeRunnerParams(
  functionName: string,
  request: RunRequest,
  codeUrl: string,
): InvokeCommandInput {
  const {
    payload,
    firingPayload,
    signal: _signal,
    onBegin: _onBegin,
    onOutput: _onOutput,
    ...rest
  } = request;
  const call: RunnerCall = {
    ...rest,
    tags: [...request.tags],
    codeUrl,
    payloadBase64: Buffer.from(payload).toString('base64'),
    ...(firingPayload !== undefined && {
      firingPayloadBase64: Buffer.from(firingPayload).toString('base64'),
    }),
  };
  return { FunctionName: functionName, TenantId: request.tenantId, Payload: JSON.stringify(call) };
}

/**
 * Runs code in the tenant-isolated runner function. Whatever comes back was in reach of the tenant's code: it is checked
 * and cut, and what is no outcome is the run's failure. A function that died is `RunnerLost`, as is a connection that broke
 * off; what AWS refused, throttled calls above all, rejects as it came, to be repeated by the machine with growing pauses.
 */
export function lambdaRunner(deps: {
  /** With `maxAttempts: 1`: the SDK must not run code again under the same attempt number. */
  client: LambdaClient;
  functionName: string;
  clock: Pick<Clock, 'schedule'>;
  /** An address of the bundle that needs no credentials. */
  codeUrl: (tenantId: string, sha256: string) => Promise<string>;
}): Runner {
  return {
    async run(request) {
      if (request.signal?.aborted) return cancelled();
      const codeUrl = await deps.codeUrl(request.tenantId, request.code.sha256);
      const params = invokeRunnerParams(deps.functionName, request, codeUrl);
      const giveUp = new AbortController();
      let unschedule = (): void => {};
      const onCancel = (): void => {
        unschedule = deps.clock.schedule(CANCEL_MS, () => giveUp.abort());
      };
      request.signal?.addEventListener('abort', onCancel, { once: true });
      try {
        const { FunctionError, Payload } = await deps.client.send(
          new InvokeCommand(params),
          request.signal === undefined ? {} : { abortSignal: giveUp.signal },
        );
        const text = Buffer.from(Payload ?? []).toString();
        if (FunctionError !== undefined) throw new RunnerLost(`The runner ended with ${describe(text)}.`);
        const outcome = parseOutcome(text);
        // Lambda answers once, at the end.
        if (outcome.output !== '') request.onOutput?.(outcome.output);
        return !outcome.ok && request.signal?.aborted ? { ...outcome, cancelled: true } : outcome;
      } catch (error) {
        if (giveUp.signal.aborted) return cancelled();
        if (error instanceof Error && isBrokenConnection(error)) {
          throw new RunnerLost(`The connection to the runner broke off: ${error.message}`, { cause: error });
        }
        throw error;
      } finally {
        unschedule();
        request.signal?.removeEventListener('abort', onCancel);
      }
    },
    async close() {
      deps.client.destroy();
    },
  };
}

function parseOutcome(text: string): RunOutcome {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return protocolViolated();
  }
  const parsed = runOutcomeSchema.safeParse(value);
  return parsed.success ? parsed.data : protocolViolated();
}

/** Lambda's description of a function's end has `errorType` and `errorMessage`; shown cut, since code may word them. */
function describe(text: string): string {
  return text.slice(0, 500);
}

/** An answer of AWS has a status; without one, nothing is known of what the function did. */
function isBrokenConnection(error: Error): boolean {
  if (error instanceof RunnerLost) return false;
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status === undefined;
}

function cancelled(): RunOutcome {
  return {
    ok: false,
    cancelled: true,
    error: { name: 'RunCancelled', message: 'The run was cancelled.' },
    output: '',
    durationMs: 0,
  };
}

function protocolViolated(): RunOutcome {
  const message =
    'The runner answered with something that is no outcome. The code may have tampered with it.';
  return { ok: false, error: { name: 'ProtocolViolated', message }, output: '', durationMs: 0 };
}
