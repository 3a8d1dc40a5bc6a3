import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { expressDocument } from '../../../../core/firing/express-document.ts';

const whole = JSON.parse(
  readFileSync(new URL('../../../../infra/firing.asl.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;

interface States {
  readonly States: Readonly<Record<string, Record<string, unknown>>>;
}

/** The names of all states, and of all that something leads to, in a machine and in those within it. */
function names(machine: unknown): { states: string[]; targets: string[] } {
  const states: string[] = [];
  const targets: string[] = [];
  for (const [name, state] of Object.entries((machine as States).States)) {
    states.push(name);
    targets.push(
      ...[...JSON.stringify({ ...state, ItemProcessor: null }).matchAll(/"(?:Next|Default)":"([^"]+)"/g)].map(
        ([, next]) => next!,
      ),
    );
    if (state.ItemProcessor === undefined) continue;
    const inner = names(state.ItemProcessor);
    states.push(...inner.states);
    targets.push(...inner.targets);
  }
  return { states, targets };
}

describe('The firing machine as Express machines run it', () => {
  test('lacks the states that wait for a task token, and nothing else', () => {
    const left = new Set(names(expressDocument(whole)).states);
    expect(names(whole).states.filter((name) => !left.has(name))).toEqual(['admit', 'admit item']);
    expect(JSON.stringify(expressDocument(whole))).not.toContain('waitForTaskToken');
  });

  test('leads nowhere that is not there', () => {
    const { states, targets } = names(expressDocument(whole));
    expect(targets.filter((target) => !states.includes(target))).toEqual([]);
  });

  test('is the whole document where nothing waits for a token', () => {
    expect(expressDocument(expressDocument(whole))).toEqual(expressDocument(whole));
  });
});
