import type { SqliteMailStore } from '../adapters/embedded/sqlite/mail-store.ts';
import { deliverMail } from '../core/mail/deliver-mail.ts';

/** E-mails on their way at the same time. */
const CONCURRENT_MAILS = 5;

/** Sends queued e-mails as they become due, until stopped. */
export function pumpMails(
  deps: Omit<Parameters<typeof deliverMail>[0], 'mails'> & {
    mails: SqliteMailStore;
    onError: (error: unknown) => void;
  },
): { wake(): void; stop(): Promise<void> } {
  let stopped = false;
  let pumping: Promise<void> | undefined;
  let cancelTimer = (): void => {};

  const pump = async (): Promise<void> => {
    while (!stopped) {
      const due = await deps.mails.due(deps.clock.now(), CONCURRENT_MAILS);
      if (due.length === 0) return;
      await Promise.all(due.map((mail) => deliverMail(deps, mail)));
    }
  };

  const wake = (): void => {
    // One that comes while e-mails are sent is found by `nextDue` afterwards.
    if (stopped || pumping !== undefined) return;
    cancelTimer();
    pumping = pump()
      .catch(deps.onError)
      .finally(() => {
        pumping = undefined;
        if (stopped) return;
        const nextDue = deps.mails.nextDue();
        if (nextDue !== undefined) cancelTimer = deps.clock.schedule(nextDue - deps.clock.now(), wake);
      });
  };

  return {
    wake,
    async stop() {
      stopped = true;
      cancelTimer();
      await pumping;
    },
  };
}
