import type { HookRecord } from '../ports/hook-store.ts';

const streams = {
  type: 'array',
  items: {
    type: 'object',
    required: ['Uuid', 'StartNs', 'EndNs', 'ProcessedAtNs'],
    properties: {
      Uuid: { type: 'string', description: 'The UUID of the stream.' },
      StartNs: { type: 'integer', description: 'Start of the data, nanoseconds since the Unix epoch.' },
      EndNs: { type: 'integer', description: 'End of the data, nanoseconds since the Unix epoch.' },
      ProcessedAtNs: {
        type: 'integer',
        description: 'When its processing began, nanoseconds since the Unix epoch.',
      },
    },
  },
};

/** The hook that exists from the start, with the payload that the COMTRADE ingress of eventproc sends. */
export const ctingressOnComplete: Omit<HookRecord, 'createdAt'> = {
  name: 'ctingress.on_complete',
  description:
    'Fired after a whole archive of COMTRADE files was processed, even when some of its pairs failed.',
  payloadSchema: {
    type: 'object',
    required: ['DataSets', 'File', 'RequestID', 'SubmittedAt'],
    properties: {
      DataSets: {
        type: 'array',
        description: 'The processing status of each COMTRADE config/data file pair.',
        items: {
          type: 'object',
          required: ['Error', 'Name', 'Streams', 'Success'],
          properties: {
            Error: { type: 'string', description: 'What went wrong; empty when nothing did.' },
            Name: { type: 'string', description: 'The path of the config file within the archive.' },
            Streams: { oneOf: [streams, { type: 'null' }] },
            Success: { type: 'boolean', description: 'True when there were no issues.' },
          },
        },
      },
      File: { type: 'string', description: 'The name of the uploaded archive.' },
      RequestID: { type: 'string', description: 'A unique identifier of the submission.' },
      SubmittedAt: { type: 'string', description: 'The date and time of the submission.' },
    },
  },
};
