/** Where scenarios run: the embedded platform as a process of its own, or a deployed stack. */
export interface Host {
  readonly kind: 'embedded' | 'deployed';
  /** `http://127.0.0.1:4411`. */
  readonly url: string;
  /** A key of the user `admin`. */
  readonly adminKey: string;
  /** The state of an e-mail that has left: `kept` in the embedded outbox, `sent` by SES. */
  readonly mailEndsAs: 'kept' | 'sent';
  stop(): Promise<void>;
}
