import { describe, expect, test } from 'vitest';
import { keepParsed } from '../../../../adapters/embedded/sqlite/workflows/keep-parsed.ts';

describe('What is kept of texts', () => {
  /** Texts of ten characters, and which of them were read. */
  const opened = (limit: number) => {
    const read: string[] = [];
    const kept = keepParsed<string, object>(limit);
    const get = (key: string) =>
      kept.get(key, () => {
        read.push(key);
        return key === 'none' ? undefined : `{"n":"${key.padEnd(3)}"}`;
      });
    return { read, kept, get };
  };

  test('is parsed once', () => {
    const { read, get } = opened(100);
    expect(get('a')).toEqual({ n: 'a  ' });
    expect(get('a')).toBe(get('a'));
    expect(read).toEqual(['a']);
  });

  test('are those used last, as many as have room', () => {
    const { read, get } = opened(25);
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) get(key);
    expect(read).toEqual(['a', 'b', 'c', 'b']);
  });

  test('is nothing of what is longer than there is room, of what is dropped, and of what there is not', () => {
    const { read, kept, get } = opened(15);
    expect(keepParsed<string, object>(5).get('a', () => '{"long":1}')).toEqual({ long: 1 });
    get('a');
    kept.drop('a');
    kept.drop('b');
    get('a');
    expect([get('none'), get('none')]).toEqual([undefined, undefined]);
    get('a');
    expect(read).toEqual(['a', 'a', 'none', 'none']);
  });
});
