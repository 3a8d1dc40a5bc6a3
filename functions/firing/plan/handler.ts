import { consumeBatch, type Message } from '../../../adapters/aws/sqs/consume-batch.ts';
import { parseExecution } from '../../../adapters/aws/sqs/firing-queue.ts';
import { wirePlan } from '../../wiring.ts';

const { orchestrator } = wirePlan();

/** Starts the planned executions. */
export const handler = (event: { Records: Message[] }) =>
  consumeBatch(
    event.Records,
    async ({ body }) => {
      const execution = parseExecution(body);
      await orchestrator.start(execution.executionType, execution);
      return 'done';
    },
    (error, { messageId }) => console.error(`The execution of message ${messageId} did not start.`, error),
  );
