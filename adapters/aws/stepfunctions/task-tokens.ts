import {
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { TaskTokens } from '../../../core/ports/task-tokens.ts';

/** Lets executions of AWS Step Functions go on (SendTaskSuccess); those that wait no more have gone on before. */
export function stepfunctionsTokens(client: SFNClient): TaskTokens {
  return {
    async answer(taskToken) {
      try {
        await client.send(new SendTaskSuccessCommand({ taskToken, output: 'null' }));
      } catch (error) {
        const isOver = [TaskDoesNotExist, TaskTimedOut, InvalidToken].some((kind) => error instanceof kind);
        if (!isOver) throw error;
      }
    },
  };
}
