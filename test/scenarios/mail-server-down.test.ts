import { addHook, fire, getMail, listMails, register, waitForFiring } from '@hookline/sdk';
import { expect, test } from 'vitest';
import { openInbox } from '../../examples/demo/open-inbox.ts';
import { embeddedHost } from './hosts/embedded-host.ts';
import { cannotRunDeployed } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

const reason =
  "The emulator's SES cannot be made to fail for a while; test/conformance/aws-faults.test.ts makes its calls fail.";

test.skipIf(cannotRunDeployed(reason))(
  'A mail server that is down delays the e-mail, not the run; it arrives when the server is back',
  {
    timeout: 60_000,
  },
  async () => {
    const inbox = await openInbox();
    const port = Number(new URL(inbox.url).port);
    await inbox.close();
    const host = await embeddedHost({ args: ['--smtp-url', inbox.url] });
    try {
      const allen = await newPerson(host, 'allen');
      const { name: hook } = await addHook(asAdmin(host), { name: 'lab.mail' });
      await register(
        allen,
        { name: 'greeter', hook, notifyOnSuccess: 'success@example.com', notifyOnFailure: null },
        () => 'Grüße & <b>1</b>',
      );
      const { id } = await fire(allen, hook, {});
      const { runs } = await waitForFiring(allen, id, { timeoutSeconds: 20 });
      expect(runs[0]!.state).toBe('succeeded');
      await expect
        .poll(async () => (await listMails(allen))[0])
        .toMatchObject({ state: 'pending', attempts: 1, lastError: expect.stringContaining('ECONNREFUSED') });

      const reopened = await openInbox(port);
      const [mail] = await reopened.receive(1, 20_000);
      expect(mail).toMatchObject({
        to: 'success@example.com',
        subject: '[Hookline] greeter succeeded (lab.mail)',
      });
      expect(mail!.text).toContain('Grüße & <b>1</b>');
      expect(mail!.html).toContain('Grüße &amp; &lt;b&gt;1&lt;/b&gt;');
      await expect
        .poll(() => getMail(allen, runs[0]!.id))
        .toMatchObject({ state: 'sent', attempts: 2, lastError: null });
      // The platform's pooled connection would keep the server from closing.
      await host.stop();
      await reopened.close();
    } finally {
      await host.stop();
    }
  },
);
