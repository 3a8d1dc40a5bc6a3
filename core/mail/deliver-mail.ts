import { runId } from '../firing/run-task.ts';
import type { Clock } from '../ports/clock.ts';
import type { FiringStore } from '../ports/firing-store.ts';
import type { HandlerStore } from '../ports/handler-store.ts';
import type { MailRecord, MailStore } from '../ports/mail-store.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { RunControl } from '../ports/run-control.ts';
import { composeMail } from './compose.ts';

/** Waits between attempts to send, in seconds: about a day and a half in all, then the e-mail is undelivered. */
const RETRY_DELAYS_SECONDS = [5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 12 * 3600];

/**
 * Tries once to send a queued e-mail, and notes what came of it. A mail server that is down delays the e-mail; after the
 * last wait it is `undelivered`, and stays listed as that. The run is never touched.
 */
export async function deliverMail(
  deps: {
    mails: Pick<MailStore, 'record'>;
    firings: Pick<FiringStore, 'get'> & Pick<RunControl, 'items'>;
    handlers: Pick<HandlerStore, 'version'>;
    mailer: Mailer;
    clock: Clock;
  },
  mail: MailRecord,
): Promise<{ retryAt?: number }> {
  const composed = await composeFor(deps, mail);
  try {
    if (composed === undefined) throw new Error('The run that it is about is not kept any more.');
    const state = await deps.mailer.send({ id: runId(mail), to: mail.to, ...composed });
    await deps.mails.record(mail, { state, at: deps.clock.now() });
    return {};
  } catch (cause) {
    const at = deps.clock.now();
    const error = cause instanceof Error ? cause.message : String(cause);
    const delaySeconds = composed === undefined ? undefined : RETRY_DELAYS_SECONDS[mail.attempts];
    if (delaySeconds === undefined) {
      await deps.mails.record(mail, { state: 'undelivered', at, error });
      return {};
    }
    const retryAt = at + delaySeconds * 1000;
    await deps.mails.record(mail, { state: 'pending', at, error, retryAt });
    return { retryAt };
  }
}

/** The e-mail's text, from the run that it is about; undefined when that is not kept any more. */
export async function composeFor(
  deps: {
    firings: Pick<FiringStore, 'get'> & Pick<RunControl, 'items'>;
    handlers: Pick<HandlerStore, 'version'>;
  },
  mail: Pick<MailRecord, 'firingId' | 'handlerId'>,
): Promise<{ subject: string; text: string; html: string } | undefined> {
  const found = await deps.firings.get(mail.firingId);
  const run = found?.runs.find((candidate) => candidate.handlerId === mail.handlerId);
  if (found === undefined || run === undefined || run.outcome === null) return undefined;
  const handler = await deps.handlers.version(run.handlerId, run.handlerVersion);
  if (handler === undefined) return undefined;
  const items = run.itemCount === null ? [] : await deps.firings.items(run);
  return composeMail(found.firing, handler, { ...run, outcome: run.outcome }, items);
}
