import type { HooklineConnection } from '../../connection.ts';
import { hooks } from '../../hooks.ts';
import { listMails } from '../../list-mails.ts';
import { parseEndpoints } from '../../parse-endpoint.ts';
import { HooklineProblem } from '../../problem.ts';
import { attention, type Finding, fine } from './finding.ts';

/** The Date header has whole seconds, and the answer takes its time; run keys and rotations are exact to seconds. */
const SKEW_SECONDS = 10;

/**
 * Whether the platform answers, its clock and this one agree, the API key is valid, and e-mails leave. What depends on a
 * check that failed is left out.
 */
export async function checkPlatform(connection: HooklineConnection): Promise<Finding[]> {
  const endpoints = await Promise.all(parseEndpoints(connection.endpoint).map(reach));
  const findings = endpoints.map(({ finding }) => finding);
  const clocks = endpoints.flatMap(({ serverTimeMs, askedAtMs }) =>
    serverTimeMs === undefined ? [] : [checkClock(serverTimeMs, askedAtMs)],
  );
  const clock = clocks.find((found) => !found.fine) ?? clocks[0];
  if (clock === undefined) return findings;
  const key = await checkKey(connection);
  return [...findings, clock, key, ...(key.fine ? [await checkMails(connection)] : [])];
}

/**
 * @param serverTimeMs when the platform answered, by its clock; milliseconds since 1970, as is `askedAtMs` by this one.
 */
export function checkClock(serverTimeMs: number, askedAtMs: number): Finding {
  const seconds = Math.round((askedAtMs - serverTimeMs) / 1000);
  if (Math.abs(seconds) <= SKEW_SECONDS) return fine('clock', 'This clock and that of the platform agree.');
  const difference = `This clock is ${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead of' : 'behind'} the platform's.`;
  return attention('clock', difference, 'Let NTP set both clocks: keys end at other times than you think.');
}

async function reach(
  endpoint: string,
): Promise<{ finding: Finding; serverTimeMs?: number; askedAtMs: number }> {
  const askedAtMs = Date.now();
  const remedy =
    'Compare the endpoint with what `hookline start` or the output ApiEndpoint of the stack says, and look for a proxy between.';
  try {
    const answer = await fetch(`${endpoint}/healthz`, { signal: AbortSignal.timeout(10_000) });
    const tookMs = Date.now() - askedAtMs;
    await answer.body?.cancel();
    const serverTimeMs = Date.parse(answer.headers.get('date') ?? '');
    if (!answer.ok || Number.isNaN(serverTimeMs)) {
      const says = `${endpoint} answers with status ${answer.status}, not as Hookline does.`;
      return { finding: attention('API', says, remedy), askedAtMs };
    }
    const finding = fine('API', `${endpoint} answered after ${tookMs} ms.`);
    return { finding, serverTimeMs, askedAtMs: askedAtMs + tookMs / 2 };
  } catch (error) {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return { finding: attention('API', `${endpoint} does not answer: ${why}`, remedy), askedAtMs };
  }
}

async function checkKey(connection: HooklineConnection): Promise<Finding> {
  try {
    const known = await hooks(connection);
    return fine('API key', `The key is valid; ${known.length} hooks are known.`);
  } catch (error) {
    if (!(error instanceof HooklineProblem) || (error.status !== 401 && error.status !== 403)) throw error;
    if (error.status === 403) return fine('API key', 'The key is valid, and may fire only.');
    const remedy = 'Ask an admin for another one: hookline keys create --user NAME.';
    return attention('API key', error.message, remedy);
  }
}

async function checkMails(connection: HooklineConnection): Promise<Finding> {
  try {
    const [newest, ...others] = await listMails(connection, { state: 'undelivered' });
    if (newest === undefined) return fine('e-mails', 'None is undelivered.');
    const says = `${others.length + 1} are undelivered. The newest, to ${newest.to}: ${newest.lastError ?? 'no reason known'}`;
    return attention(
      'e-mails',
      says,
      'Mend what the reason says; `hookline mail list --state undelivered` has all.',
    );
  } catch (error) {
    if (!(error instanceof HooklineProblem) || error.status !== 403) throw error;
    return fine('e-mails', 'This key may not list them.');
  }
}
