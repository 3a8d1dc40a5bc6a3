import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { socketAnswerSchema } from '../../../../core/contract/event-socket.ts';
import { limits } from '../../../../core/contract/limits.ts';
import { formatEventsAnswer, formatProblemAnswer } from '../../../../core/events/format-socket-answer.ts';
import { parseSocketRequest } from '../../../../core/events/parse-socket-request.ts';
import type { EventRecord } from '../../../../core/ports/event-log.ts';

const { answerBytes, requestBytes } = limits.eventSocket;

const event = (more: Partial<EventRecord>): EventRecord => ({
  offset: 1,
  key: 'model.trained',
  value: 'null',
  eventType: null,
  context: null,
  namespace: 'default',
  sender: 'ada',
  createdAt: 0,
  ...more,
});

describe('a message of a client', () => {
  test('asks for events, with defaults for what it leaves out', () => {
    expect(parseSocketRequest('{"action":"next","id":"1","afterOffset":7}')).toEqual({
      request: { action: 'next', id: '1', afterOffset: 7, filter: {}, limit: 100 },
    });
  });

  test.each([
    ['no JSON', '{"action":', { id: undefined, code: 'message-not-json' }],
    ['no action', '{"id":"1"}', { id: '1', code: 'invalid-request', field: 'action' }],
    ['another action', '{"action":"stop","id":"1"}', { id: '1', code: 'invalid-request', field: 'action' }],
    ['no offset', '{"action":"next","id":"1"}', { id: '1', code: 'invalid-request', field: 'afterOffset' }],
    ['an unknown field', '{"action":"ping","now":1}', { id: undefined, field: 'now' }],
    ['an id that is none', '{"action":"cancel","id":7}', { id: undefined, field: 'id' }],
    ['a list', '[]', { id: undefined, code: 'invalid-request' }],
    ['null', 'null', { id: undefined, code: 'invalid-request' }],
    [
      'more than a frame of API Gateway holds',
      JSON.stringify({ action: 'ping', padding: 'ü'.repeat(requestBytes / 2) }),
      { id: undefined, code: 'message-too-large' },
    ],
  ])('with %s is refused, by its id where it has one', (_what, text, { id, ...problem }) => {
    expect(parseSocketRequest(text)).toMatchObject({ id, problem });
  });
});

describe('an answer', () => {
  test('has the events with all their digits', () => {
    const text = formatEventsAnswer('1', { events: [event({ value: '12345678901234567890' })], cursor: 9 });
    expect(text).toContain('"value":12345678901234567890}');
    expect(socketAnswerSchema.parse(JSON.parse(text))).toMatchObject({ id: '1', cursor: 9 });
  });

  test('is never larger than a message may be, and goes on where it was cut', () => {
    const values = fc.array(fc.string({ minLength: 0, maxLength: answerBytes / 4, unit: 'grapheme' }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(values, fc.string({ maxLength: 64 }), (texts, id) => {
        const events = texts.map((value, index) =>
          event({ offset: index + 1, value: JSON.stringify(value) }),
        );
        const text = formatEventsAnswer(id, { events, cursor: 1000 });
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(answerBytes);
        const answer = socketAnswerSchema.parse(JSON.parse(text));
        if (!('events' in answer)) throw new Error(text);
        expect(answer.id).toBe(id);
        expect(answer.events.map(({ value }) => value)).toEqual(texts.slice(0, answer.events.length));
        expect(answer.cursor).toBe(answer.events.length < texts.length ? answer.events.length : 1000);
      }),
      { numRuns: 30 },
    );
  });

  test('says so when already the first event is too large', () => {
    const value = JSON.stringify('x'.repeat(answerBytes));
    expect(JSON.parse(formatEventsAnswer('1', { events: [event({ value })], cursor: 1 }))).toEqual({
      id: '1',
      tooLarge: true,
    });
  });

  test('may be a problem document', () => {
    const refused = parseSocketRequest('{"action":"cancel"}');
    if (!('problem' in refused)) throw new Error('It was taken.');
    const answer: unknown = JSON.parse(formatProblemAnswer(undefined, refused.problem));
    expect(socketAnswerSchema.parse(answer)).toMatchObject({ problem: { status: 400, field: 'id' } });
  });
});
