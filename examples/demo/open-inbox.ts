import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** An e-mail as the server received it. */
export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A real SMTP server on loopback that keeps what it receives. */
export interface Inbox {
  readonly url: string;
  /** Resolves with the first `count` e-mails; rejects when they are not there after `timeoutMs`. */
  receive(count: number, timeoutMs: number): Promise<ReceivedMail[]>;
  close(): Promise<void>;
}

/** @param port 0 for any free one. */
export async function openInbox(port = 0): Promise<Inbox> {
  const mails: ReceivedMail[] = [];
  let arrived = (): void => {};
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    async onData(stream, session, done) {
      const {
        subject = '',
        text = '',
        html = '',
      } = await PostalMime.parse(await stream.toArray().then(Buffer.concat));
      const to = session.envelope.rcptTo.map((recipient) => recipient.address).join(', ');
      mails.push({ to, subject, text: text.replaceAll('\r\n', '\n'), html });
      done();
      arrived();
    },
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    receive: (count, timeoutMs) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`${mails.length} of ${count} e-mails came within ${timeoutMs} ms.`)),
          timeoutMs,
        );
        arrived = () => {
          if (mails.length < count) return;
          clearTimeout(timer);
          resolve(mails.slice(0, count));
        };
        arrived();
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
