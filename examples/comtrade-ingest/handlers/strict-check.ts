import { defineHandler } from '@hookline/sdk';
import type { CtingressPayload } from '../payload.ts';
import { refuseFailures } from './refuse-failures.ts';

/** Fails, and so mails the failure address, when any recording of an archive could not be read. It has no tags either. */
export default defineHandler(
  {
    name: 'strict-check',
    hook: 'ctingress.on_complete',
    notifyOnSuccess: 'success@example.com',
    notifyOnFailure: 'failure@example.com',
  },
  async (input: CtingressPayload) => refuseFailures(input),
);
