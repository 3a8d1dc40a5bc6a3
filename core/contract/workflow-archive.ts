import * as z from 'zod';
import { limits } from './limits.ts';
import { workflowRunIdSchema } from './workflow-run.ts';

const uriIs =
  'The URI of an archive is archive:// and a name: letters, digits, ".", "_", ":", "@" and "-", at most 200, not "." first.';

/** `archive://NAME`: where the platform keeps it for its owner. */
export const archiveUriSchema = z
  .string(uriIs)
  .regex(/^archive:\/\/[A-Za-z0-9_][A-Za-z0-9._:@-]{0,199}$/, uriIs)
  .meta({
    description: 'Where an archive is kept, for its owner only.',
    example: 'archive://ingest-2026-11-21',
  });

/** A run, to be restored here or elsewhere; docs/guide/workflow-runs.md describes what is in it. */
export const workflowArchiveSchema = z
  .looseObject({
    format: z.literal('hookline-workflow-run', 'This is no archive of a workflow run.'),
    version: z.int().positive().meta({ description: 'Of the format.' }),
  })
  .meta({ id: 'WorkflowArchive' });

export const newArchiveSchema = z
  .strictObject({ uri: archiveUriSchema.optional().meta({ description: "The run's id unless given." }) })
  .meta({ id: 'NewWorkflowArchive' });

export const keptArchiveSchema = z
  .object({ uri: z.string(), sizeBytes: z.int() })
  .meta({ id: 'KeptWorkflowArchive' });

/** From where a run is restored, and as what. */
export const restorationSchema = z
  .strictObject({
    archive: workflowArchiveSchema
      .optional()
      .meta({ description: `The archive itself; of at most ${limits.workflowRun.answerBytes} bytes.` }),
    uri: archiveUriSchema.optional(),
    runId: workflowRunIdSchema.optional().meta({ description: 'Another id than the one that it had.' }),
  })
  .refine(
    ({ archive, uri }) => (archive === undefined) !== (uri === undefined),
    'Send either an archive or the uri of one.',
  )
  .meta({ id: 'WorkflowRestoration' });

export type WorkflowArchive = z.infer<typeof workflowArchiveSchema>;
export type KeptArchive = z.infer<typeof keptArchiveSchema>;
