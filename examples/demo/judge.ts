import type { Firing } from '@hookline/sdk';
import type { CtingressPayload } from '../comtrade-ingest/payload.ts';
import type { ReceivedMail } from './open-inbox.ts';

/** What is not as it should be at the end of the demo, a sentence each. */
export function judge(firing: Firing, payload: CtingressPayload, mails: readonly ReceivedMail[]): string[] {
  const stateOf = (name: string) => firing.runs.find((run) => run.handlerName === name)?.state;
  const mailTo = (address: string) => mails.find((mail) => mail.to === address);
  const broken = payload.DataSets.filter((dataSet) => !dataSet.Success);
  const report = firing.runs.find((run) => run.handlerName === 'recording-report')?.result ?? '';
  const expectations: [boolean, string][] = [
    [payload.DataSets.length === 3 && broken.length === 1, 'The archive has two good pairs and one broken.'],
    [firing.state === 'finished', 'The firing is finished.'],
    [firing.runs.length === 2, 'Two handlers run.'],
    [stateOf('recording-report') === 'succeeded', 'recording-report succeeds.'],
    [stateOf('strict-check') === 'failed', 'strict-check fails.'],
    [stateOf('voltage-transform') === undefined, 'voltage-transform does not run.'],
    [mails.length === 2, 'Two e-mails arrive.'],
    [
      report !== '' && mailTo('success@example.com')?.text.includes(report) === true,
      'The success address gets the text that recording-report returned.',
    ],
    [
      mailTo('failure@example.com')?.text.includes(broken[0]?.Name ?? '') === true,
      'The failure address gets the error that strict-check threw, which names the broken pair.',
    ],
  ];
  return expectations.flatMap(([met, sentence]) => (met ? [] : [sentence]));
}
