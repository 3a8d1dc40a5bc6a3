import type { AddCommand } from '../command-context.ts';
import { addCountCommand } from './events/count.ts';
import { addListCommand } from './events/list.ts';
import { addListenCommand } from './events/listen.ts';
import { addOffsetCommand } from './events/offset.ts';
import { addSendCommand } from './events/send.ts';
import { addSubscriptionsCommand } from './events/subscriptions.ts';

/** `hookline events`: the log of what happened. */
export const eventsCommand: AddCommand = (program, io) => {
  const events = program.command('events').description('Send events, list and count them, listen to them.');
  addSendCommand(events, io);
  addListCommand(events, io);
  addCountCommand(events, io);
  addListenCommand(events, io);
  addOffsetCommand(events, io);
  addSubscriptionsCommand(events, io);
};
