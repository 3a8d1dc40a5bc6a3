import { consumeBatch, type Message } from '../../../adapters/aws/sqs/consume-batch.ts';
import { parseTrigger } from '../../../adapters/aws/sqs/trigger-queue.ts';
import { triggerHook } from '../../../adapters/aws/streams/trigger-hook.ts';
import { jsonataExpressions } from '../../../adapters/jsonata/expressions.ts';
import { schemasafeValidator } from '../../../adapters/schemasafe/schema-validator.ts';
import { wireTrigger } from '../wiring.ts';

const deps = { ...wireTrigger(), schemas: schemasafeValidator(), expressions: jsonataExpressions() };

/** Fires hooks that are bound to events. */
export const handler = (event: { Records: Message[] }) =>
  consumeBatch(
    event.Records,
    async ({ body }) => {
      await triggerHook(deps, parseTrigger(body));
      return 'done';
    },
    (error, { body }) => console.error(`A bound hook was not fired: ${body}`, error),
  );
