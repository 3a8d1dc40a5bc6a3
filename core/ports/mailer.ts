/** Hands an e-mail to a mail system. */
export interface Mailer {
  /** Resolves when the mail system has taken it. Rejects to be tried again. */
  send(mail: OutgoingMail): Promise<'sent'>;
}

export interface OutgoingMail {
  /** Stable across attempts, for the Message-ID: lets receivers drop a repetition after a crash. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
