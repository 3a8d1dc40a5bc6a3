import { defineHandler } from '@hookline/sdk';
export default defineHandler(
  { name: 'hello', hook: 'lab.done', notifyOnSuccess: 'success@example.com', notifyOnFailure: 'failure@example.com' },
  (input: { sample: string; at?: bigint }) => {
    if (input.sample === 'broken') throw new TypeError('no such sample');
    return `Sample ${input.sample} is done${input.at === undefined ? '' : ` at ${input.at}`}.`;
  },
);
