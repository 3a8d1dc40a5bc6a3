import { defineHandler } from '@hookline/sdk';
import type { CtingressPayload } from '../payload.ts';
import { summarizeRecordings } from './summarize-recordings.ts';

/** Mails a report on each archive. It has no tags, so it runs for every firing. */
export default defineHandler(
  {
    name: 'recording-report',
    hook: 'ctingress.on_complete',
    notifyOnSuccess: 'success@example.com',
    notifyOnFailure: 'failure@example.com',
  },
  async (input: CtingressPayload) => summarizeRecordings(input),
);
