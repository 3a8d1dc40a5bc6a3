import { describe, expect, test } from 'vitest';
import { chunkKey } from '../../../../adapters/aws/dynamodb/events/event-items.ts';
import { packEvents } from '../../../../adapters/aws/dynamodb/events/pack-events.ts';
import { deliverEvents } from '../../../../adapters/aws/streams/deliver-events.ts';
import { draft } from '../../../conformance/event-drafts.ts';

/** A record of the stream, with one event for each key. */
function recordOf(first: number, keys: readonly string[]): object {
  const packed = packEvents(keys.map((key) => draft({ key })));
  if (!('text' in packed)) throw new Error('Too much for a test.');
  const { PK, SK } = chunkKey(first);
  return {
    eventName: 'INSERT',
    dynamodb: {
      ApproximateCreationDateTime: 1,
      NewImage: {
        PK: { S: PK },
        SK: { S: SK },
        count: { N: String(keys.length) },
        at: { N: '1000' },
        text: { S: packed.text },
      },
    },
  };
}

const events = { read: () => Promise.reject(new Error('The record has its events.')) };

describe('What delivers events of the stream to steps that wait', () => {
  test('brings those of a key in the order of the log', async () => {
    const delivered: string[] = [];
    const deliver = async ({ key, offset }: { key: string; offset: number }) => {
      await new Promise(setImmediate);
      delivered.push(`${key}${offset}`);
    };
    await deliverEvents({ events, deliver }, { Records: [recordOf(1, ['a', 'b', 'a']), recordOf(4, ['a'])] });
    expect(delivered.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a3', 'a4']);
    expect(delivered).toHaveLength(4);
  });

  test('asks for the batch again where a delivery failed, after all others were made', async () => {
    const delivered: string[] = [];
    const deliver = async ({ key, offset }: { key: string; offset: number }) => {
      if (offset === 1) throw new Error('no');
      delivered.push(`${key}${offset}`);
    };
    const batch = { Records: [recordOf(1, ['a', 'a', 'b'])] };
    await expect(deliverEvents({ events, deliver }, batch)).rejects.toThrow(
      'Events of 1 keys were not delivered.',
    );
    expect(delivered).toEqual(['b3']);
  });

  test('has nothing to do with other items of the table', async () => {
    const other = {
      eventName: 'MODIFY',
      dynamodb: { ApproximateCreationDateTime: 1, NewImage: { PK: { S: 'head' } } },
    };
    await deliverEvents({ events, deliver: () => Promise.reject(new Error('no')) }, { Records: [other] });
  });
});
