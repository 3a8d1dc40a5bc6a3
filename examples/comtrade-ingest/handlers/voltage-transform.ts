import { defineHandler } from '@hookline/sdk';
import type { CtingressPayload } from '../payload.ts';
import { planTransform } from './plan-transform.ts';

/** Plans a transform of the archive's streams; runs only for firings that choose its tag. */
export default defineHandler(
  {
    name: 'voltage-transform',
    hook: 'ctingress.on_complete',
    notifyOnSuccess: 'success@example.com',
    notifyOnFailure: 'failure@example.com',
    tags: ['voltage-transform'],
  },
  async (input: CtingressPayload) => planTransform(input),
);
