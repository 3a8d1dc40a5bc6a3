import { type SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import type { Mailer, OutgoingMail } from '../../../core/ports/mailer.ts';

export interface Sender {
  /** The address that e-mails come from, of a verified identity. */
  readonly from: string;
  readonly configurationSet: string;
}

/**
 * SES gives each e-mail a Message-ID of its own (SES, "Header fields"), so that the id travels in a header beside it and
 * as a tag in SES's events.
 */
export const sendEmailParams = (sender: Sender, mail: OutgoingMail): SendEmailCommandInput => ({
  FromEmailAddress: sender.from,
  ConfigurationSetName: sender.configurationSet,
  Destination: { ToAddresses: [mail.to] },
  Content: {
    Simple: {
      Subject: { Data: mail.subject, Charset: 'UTF-8' },
      Body: {
        Text: { Data: mail.text, Charset: 'UTF-8' },
        Html: { Data: mail.html, Charset: 'UTF-8' },
      },
      Headers: [
        { Name: 'X-Hookline-Run', Value: mail.id },
        // RFC 3834: no vacation notices in return.
        { Name: 'Auto-Submitted', Value: 'auto-generated' },
      ],
    },
  },
  EmailTags: [{ Name: 'run', Value: mail.id }],
});

/** Sends by Amazon SES. */
export function sesMailer(client: SESv2Client, sender: Sender): Mailer {
  return {
    async send(mail) {
      await client.send(new SendEmailCommand(sendEmailParams(sender, mail)));
      return 'sent';
    },
  };
}
