import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe } from 'vitest';
import { sesMailer } from '../../adapters/aws/ses/ses-mailer.ts';
import { smtpMailer } from '../../adapters/embedded/smtp-mailer.ts';
import { localAccess } from '../aws/local-aws.ts';
import { startLocalSes } from '../aws/local-ses.ts';
import { mailerSuite, type ReceivedMail } from './mailer.ts';

/** A port where nothing listens: "discard", which nobody serves. */
const NOBODY = '127.0.0.1:9';

describe('Mailer, AWS', () => {
  const sender = { from: 'hooks@example.com', configurationSet: 'hookline' };
  let ses: Awaited<ReturnType<typeof startLocalSes>>;
  beforeAll(async () => {
    ses = await startLocalSes();
  });
  afterAll(() => ses.close());

  mailerSuite(async () => {
    await ses.take();
    const client = (endpoint: string) => new SESv2Client({ ...localAccess, endpoint, maxAttempts: 1 });
    return {
      mailer: sesMailer(client(ses.endpoint), sender),
      down: sesMailer(client(`http://${NOBODY}`), sender),
      received: async () =>
        (await ses.take()).map(({ from, destination, subject, body, headers }) => ({
          from,
          to: destination.to.join(),
          subject,
          ...body,
          idHeader: headers.find(({ name }) => name === 'X-Hookline-Run')?.value ?? '',
        })),
    };
  });
});

describe('Mailer, embedded', () => {
  let received: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    async onData(stream, _session, done) {
      const mail = await PostalMime.parse(
        Buffer.concat(await Array.fromAsync(stream as AsyncIterable<Buffer>)),
      );
      received.push({
        from: mail.from?.address ?? '',
        to: mail.to?.[0]?.address ?? '',
        subject: mail.subject ?? '',
        text: mail.text ?? '',
        html: (mail.html ?? '').trim(),
        idHeader: mail.messageId ?? '',
      });
      done();
    },
  });
  const opened: { close(): void }[] = [];
  let port = 0;
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    port = (server.server.address() as AddressInfo).port;
  });
  afterAll(async () => {
    for (const mailer of opened) mailer.close();
    await new Promise<void>((resolve) => server.close(resolve));
  });

  mailerSuite(async () => {
    received = [];
    const mailer = smtpMailer(`smtp://127.0.0.1:${port}`, 'hooks@example.com');
    const down = smtpMailer(`smtp://${NOBODY}`, 'hooks@example.com');
    opened.push(mailer, down);
    return { mailer, down, received: async () => received };
  });
});
