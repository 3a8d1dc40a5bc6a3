import { consumeLines, type Message } from '../../../adapters/aws/sqs/consume-batch.ts';
import { parseWakeup } from '../../../adapters/aws/sqs/wake-queue.ts';
import { wakeUp } from '../../../adapters/aws/streams/wake-up.ts';
import { wireWake } from '../wiring.ts';

const { atOnce, ...deps } = wireWake();

/** What is begun takes less, in milliseconds. */
const RESERVE_MS = 10_000;

/** Gives events to steps that wait for them, and lets rules look at events. */
export const handler = (
  event: { Records: Message[] },
  context?: { readonly getRemainingTimeInMillis: () => number },
) =>
  consumeLines(
    event.Records,
    ({ body }) =>
      wakeUp(deps, parseWakeup(body), () => (context?.getRemainingTimeInMillis() ?? Infinity) > RESERVE_MS),
    (error, { body }) => console.error(`What looks at an event was not woken: ${body}`, error),
    atOnce,
  );
