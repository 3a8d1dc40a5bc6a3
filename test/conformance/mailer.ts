import { expect, test } from 'vitest';
import type { Mailer, OutgoingMail } from '../../core/ports/mailer.ts';

const mail: OutgoingMail = {
  id: 'firing-0123456789abcde-7',
  to: 'success@example.com',
  subject: '[Hookline] Größe 漢 succeeded (h)',
  text: 'It returned\n\n  ü 漢 🎈\n.\nand a line that starts with a dot\n',
  html: '<p>It returned <b>ü 漢 🎈</b></p>',
};

/** An e-mail as the mail system got it. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Where the id travels. */
  readonly idHeader: string;
}

/** What every Mailer does. `down` gives one whose mail system does not answer. */
export function mailerSuite(
  open: () => Promise<{ mailer: Mailer; received(): Promise<ReceivedMail[]>; down: Mailer }>,
): void {
  test('hands over the whole e-mail, and says that it was sent', async () => {
    const { mailer, received } = await open();
    expect(await mailer.send(mail)).toBe('sent');
    const [arrived, ...others] = await received();
    expect(others).toEqual([]);
    expect(arrived).toMatchObject({
      from: 'hooks@example.com',
      to: 'success@example.com',
      subject: mail.subject,
      html: mail.html,
    });
    expect(arrived?.text.trimEnd()).toBe(mail.text.trimEnd());
  });

  test('a repetition carries the same id', async () => {
    const { mailer, received } = await open();
    await mailer.send(mail);
    await mailer.send(mail);
    const ids = (await received()).map(({ idHeader }) => idHeader);
    expect(ids).toEqual([ids[0], ids[0]]);
    expect(ids[0]).toContain(mail.id);
  });

  test('rejects when the mail system is down, to be tried again', async () => {
    const { down } = await open();
    await expect(down.send(mail)).rejects.toThrow();
  });
}
