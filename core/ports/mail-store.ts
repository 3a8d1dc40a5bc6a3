import type { MailState } from '../contract/firing.ts';

/** An e-mail about one run's outcome; its text is composed from the run when it is sent or shown. */
export interface MailRecord {
  /** The run that it is about: at most one e-mail each. */
  readonly firingId: string;
  readonly handlerId: number;
  readonly tenantId: string;
  readonly to: string;
  readonly subject: string;
  readonly state: MailState;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: number;
  readonly sentAt: number | null;
}

export type NewMail = Pick<
  MailRecord,
  'firingId' | 'handlerId' | 'tenantId' | 'to' | 'subject' | 'createdAt'
>;

/** The queue of e-mails and the record of what became of them. */
export interface MailStore {
  /** Queues it for sending, once per run: a second call for the run changes nothing. */
  enqueue(mail: NewMail): Promise<void>;
  get(key: { firingId: string; handlerId: number }): Promise<MailRecord | undefined>;
  /** Newest first; of one tenant where one is named. */
  list(filter: { tenantId?: string; state?: MailState; limit: number }): Promise<MailRecord[]>;
  /** Writes what an attempt to send came to. `retryAt` (milliseconds since the epoch) goes with `pending`. */
  record(
    key: { firingId: string; handlerId: number },
    result: { state: MailState; at: number; error?: string; retryAt?: number },
  ): Promise<void>;
}
