import { createTransport } from 'nodemailer';
import type { Mailer } from '../../core/ports/mailer.ts';

/** How long one attempt may take, in milliseconds: beyond it the server counts as down. */
const TIMEOUT_MS = 15_000;

/**
 * Sends by SMTP.
 *
 * @param url `smtp://user:password@host:port`, or `smtps://` (https://nodemailer.com/smtp/).
 * @param from the sender's address.
 */
export function smtpMailer(url: string, from: string): Mailer & { close(): void } {
  const transport = createTransport({
    url,
    pool: true,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
  return {
    async send({ id, to, subject, text, html }) {
      await transport.sendMail({
        from,
        to,
        subject,
        text,
        html,
        messageId: `<${id}@hookline>`,
        // RFC 3834: no vacation notices in return.
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      return 'sent';
    },
    close: () => transport.close(),
  };
}
