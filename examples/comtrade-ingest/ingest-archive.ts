import { createHash } from 'node:crypto';
import { z } from 'zod';
import { archiveLimits } from './archive/archive-limits.ts';
import { openArchive } from './archive/open-archive.ts';
import { pairEntries } from './archive/pair-entries.ts';
import { deriveUuid } from './derive-uuid.ts';
import { describePair } from './describe-pair.ts';
import type { CtingressPayload, DataSet } from './payload.ts';

export interface Submission<Fired> {
  /** The zip archive's bytes. */
  readonly archive: Uint8Array;
  /** The archive's name, without a folder. */
  readonly fileName: string;
  /** A UUID. Without one it is derived from the other three, so that the same submission has the same one. */
  readonly requestId?: string | undefined;
  /** RFC 3339. A repeated submission repeats it: it is part of the payload. */
  readonly submittedAt: string;
  /** Fires the hook; called once. The same idempotency key always comes with the same payload. */
  fire(payload: CtingressPayload, options: { readonly idempotencyKey: string }): Promise<Fired>;
}

/** What was fired, and what `fire` resolved to. */
export interface Ingested<Fired> {
  readonly payload: CtingressPayload;
  readonly fired: Fired;
}

/**
 * Reads an archive of COMTRADE pairs and fires once for all of them. A broken pair is reported in the payload and
 * stops no other. Only the archive and what is given decide the payload, so submitting again is idempotent.
 *
 * @throws {SubmissionRefused} when `requestId` or `submittedAt` is malformed.
 * @throws {ArchiveRefused} when the archive as a whole cannot be read; nothing is fired then.
 */
export async function ingestArchive<Fired>(submission: Submission<Fired>): Promise<Ingested<Fired>> {
  const { archive, fileName, submittedAt } = submission;
  checkSubmission(submission);
  const requestId = submission.requestId ?? deriveRequestId(archive, fileName, submittedAt);
  const dataSets: DataSet[] = [];
  // One after the other: only one pair's samples are in memory at a time.
  for (const pair of pairEntries(await openArchive(archive, archiveLimits))) {
    dataSets.push(await describePair(pair));
  }
  const payload: CtingressPayload = {
    DataSets: dataSets,
    File: fileName,
    RequestID: requestId,
    SubmittedAt: submittedAt,
  };
  return { payload, fired: await submission.fire(payload, { idempotencyKey: requestId }) };
}

export type SubmissionRefusedCode = 'request_id_invalid' | 'submitted_at_invalid';

/** The caller passed something malformed; the message says what belongs there. */
export class SubmissionRefused extends Error {
  override readonly name = 'SubmissionRefused';
  readonly retryable = false;
  readonly code: SubmissionRefusedCode;

  constructor(code: SubmissionRefusedCode, message: string) {
    super(message);
    this.code = code;
  }
}

function checkSubmission({ requestId, submittedAt }: Submission<unknown>): void {
  if (requestId !== undefined && !z.guid().safeParse(requestId).success) {
    throw new SubmissionRefused('request_id_invalid', `requestId ${JSON.stringify(requestId)} is not a UUID`);
  }
  if (!z.iso.datetime({ offset: true }).safeParse(submittedAt).success) {
    throw new SubmissionRefused(
      'submitted_at_invalid',
      `submittedAt ${JSON.stringify(submittedAt)} is not an RFC 3339 time like 2020-10-29T21:58:15Z`,
    );
  }
}

function deriveRequestId(archive: Uint8Array, fileName: string, submittedAt: string): string {
  const sha256 = createHash('sha256').update(archive).digest('hex');
  return deriveUuid(['submission', sha256, fileName, submittedAt]);
}
