import { consumeBatch, type Message } from '../../../adapters/aws/sqs/consume-batch.ts';
import { deliverMessage } from '../../../adapters/aws/sqs/deliver-message.ts';
import { wireDeliver } from '../../wiring.ts';

const deps = wireDeliver();

/** Sends queued e-mails. */
export const handler = (event: { Records: Message[] }) =>
  consumeBatch(
    event.Records,
    (message) => deliverMessage(deps, message),
    (error, { messageId }) => console.error(`The e-mail of message ${messageId} was not sent.`, error),
  );
