import {
  SendMessageBatchCommand,
  type SendMessageBatchCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { sha256Parts } from '../../../core/hash.ts';
import type { WorkflowRuleKey } from '../../../core/ports/workflow-rule-store.ts';
import type { WorkflowRunKey } from '../../../core/ports/workflow-run-store.ts';
import { inGroups } from './in-groups.ts';

/** What `wake` is to do, each in its line: what is of one line is done one after the other. */
export type Wakeup =
  /** Gives events of one key to the steps that wait for them, in this order. */
  | { readonly key: string; readonly offsets: readonly number[] }
  /** Takes a rule to the end of the log; for the same cause once. */
  | { readonly rule: WorkflowRuleKey; readonly cause: string }
  /** Tells once more of a write of a run, or of a step; of the same write once. */
  | { readonly run: WorkflowRunKey; readonly stepId?: string | undefined; readonly cause: string };

/** Events of one message: a message that fails comes again as a whole. */
const OFFSETS_PER_MESSAGE = 25;

/** Messages that one request takes (SQS, SendMessageBatch). */
const MESSAGES_PER_REQUEST = 10;

/** The stream brings events at least once: what was sent within five minutes is not sent again (SQS, "Exactly-once processing"). */
export const sendWakeupsParams = (
  queueUrl: string,
  wakeups: readonly Wakeup[],
): SendMessageBatchCommandInput => ({
  QueueUrl: queueUrl,
  Entries: wakeups.map((wakeup, index) => ({
    Id: String(index),
    MessageBody: JSON.stringify(wakeup),
    MessageGroupId: sha256Parts(lineOf(wakeup)),
    MessageDeduplicationId: sha256Parts([JSON.stringify(wakeup)]),
  })),
});

/** Puts what `wake` is to do on its queue. */
export function sqsWakeQueue(
  client: SQSClient,
  queueUrl: string,
): (wakeups: readonly Wakeup[]) => Promise<void> {
  return async (wakeups) => {
    const messages = wakeups.flatMap((wakeup): Wakeup[] =>
      !('key' in wakeup)
        ? [wakeup]
        : inGroups(wakeup.offsets, OFFSETS_PER_MESSAGE).map((offsets) => ({ ...wakeup, offsets })),
    );
    for (const group of inGroups(messages, MESSAGES_PER_REQUEST)) {
      const { Failed = [] } = await client.send(
        new SendMessageBatchCommand(sendWakeupsParams(queueUrl, group)),
      );
      if (Failed.length > 0)
        throw new Error(`SQS did not take ${Failed.length} messages: ${Failed[0]!.Code}`);
    }
  };
}

/** What is done one after the other. */
function lineOf(wakeup: Wakeup): string[] {
  if ('key' in wakeup) return ['key', wakeup.key];
  if ('rule' in wakeup) return ['rule', wakeup.rule.tenantId, wakeup.rule.name];
  return ['run', wakeup.run.tenantId, wakeup.run.runId];
}

const wakeupSchema: z.ZodType<Wakeup> = z.union([
  z.object({ key: z.string(), offsets: z.array(z.int().positive()) }),
  z.object({ rule: z.object({ tenantId: z.string(), name: z.string() }), cause: z.string() }),
  z.object({
    run: z.object({ tenantId: z.string(), runId: z.string() }),
    stepId: z.string().optional(),
    cause: z.string(),
  }),
]);

/** What a message says; throws when it is none. */
export function parseWakeup(body: string): Wakeup {
  const value: unknown = JSON.parse(body);
  return wakeupSchema.parse(value);
}
