/** Hands an e-mail to a mail system. */
export interface Mailer {
  /** `sent` when the system took it; `kept` when there is no mail system and the outbox is its end. Rejects to be tried again. */
  send(mail: OutgoingMail): Promise<'sent' | 'kept'>;
}

export interface OutgoingMail {
  /** Stable across attempts, for the Message-ID: lets receivers drop a repetition after a crash. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
