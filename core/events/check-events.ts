import { type EventError, type NewEvent, newEventSchema } from '../contract/event.ts';
import { declareProblem } from '../problem.ts';

const eventsInvalid = declareProblem('events-invalid', {
  status: 422,
  title: 'Some of the events are not valid',
});

/**
 * The events of a batch, each as the contract has it.
 *
 * @throws `events-invalid` with every event that is refused (`errors`); nothing of the batch is stored then.
 */
export function checkEvents(values: readonly unknown[]): NewEvent[] {
  const events: NewEvent[] = [];
  const errors: EventError[] = [];
  for (const [index, value] of values.entries()) {
    const parsed = newEventSchema.safeParse(value);
    if (parsed.success) {
      events.push(parsed.data);
      continue;
    }
    const { path, message } = parsed.error.issues[0]!;
    const field = path.map(String).join('.');
    errors.push({ index, ...(field !== '' && { field }), detail: message });
  }
  if (errors.length > 0) throw refuseEvents(errors, values.length);
  return events;
}

/** For a batch of which some events are refused. */
export function refuseEvents(errors: readonly EventError[], count: number): Error {
  const { index, field, detail } = errors[0]!;
  return eventsInvalid(
    `${errors.length} of ${count} events are refused, and nothing was stored. The first: events[${index}]: ${detail}`,
    { field: `events[${index}]${field === undefined ? '' : `.${field}`}`, errors },
  );
}
