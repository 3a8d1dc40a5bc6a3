import { describe, expect, test } from 'vitest';
import { edgesOf, graphOf } from './check.ts';

describe('A label', () => {
  test.each([
    [
      'behind a task names its output',
      'A :x → B → C; :x → D',
      ['start → A', 'A → B', 'A → D', 'B → C', 'C → end', 'D → end'],
    ],
    [
      'before a task names its input',
      'A → :meet C → D; B → :meet',
      ['start → A', 'start → B', 'A → C', 'B → C', 'C → D', 'D → end'],
    ],
    ['is taken before it is given', ':x → A; B :x', ['start → B', 'B → A', 'B → end', 'A → end']],
    [
      'joins an output and an input of one name',
      'A :x → B → C → :x D',
      ['start → A', 'A → B', 'A → D', 'B → C', 'C → D', 'D → end'],
    ],
    [
      'may be a joint of its own',
      'A → :x; B → :x; :x → C',
      ['start → A', 'start → B', 'A → C', 'B → C', 'C → end'],
    ],
    [
      'as a joint leads each to each',
      'A → :x; B → :x; :x → C; :x → D',
      ['start → A', 'start → B', 'A → C', 'A → D', 'B → C', 'B → D', 'C → end', 'D → end'],
    ],
    [
      'joins outputs that lead to it and the one that has it',
      'A :x → B; :x → D; C → :x',
      ['start → A', 'start → C', 'A → B', 'A → D', 'C → D', 'B → end', 'D → end'],
    ],
    [
      'before the first task of a statement leaves that at the start',
      'A → :x; :x C',
      ['start → A', 'start → C', 'A → C', 'C → end'],
    ],
    [
      'as source and destination hangs a statement between others',
      'D → :before; :before → A → B',
      ['start → D', 'D → A', 'A → B', 'B → end'],
    ],
    [
      'on both sides of one task',
      'A → :in B :out → C; D → :in; :out → E',
      ['start → A', 'start → D', 'A → B', 'D → B', 'B → C', 'B → E', 'C → end', 'E → end'],
    ],
    [
      'on a subflow',
      'A → :in { B } :out → C; D → :in; :out → E',
      [
        'start → A',
        'start → D',
        'A → {}',
        'D → {}',
        '{}/start → {}/B',
        '{}/B → {}/end',
        '{} → C',
        '{} → E',
        'C → end',
        'E → end',
      ],
    ],
    ['that nobody takes changes nothing', 'A :x → :y B', ['start → A', 'A → B', 'B → end']],
    [
      'may have ":" in its name',
      'A :x:y → B; :x:y → C',
      ['start → A', 'A → B', 'A → C', 'B → end', 'C → end'],
    ],
    [
      'twice between two nodes is one edge',
      'A :x → :x B; :x → C',
      ['start → A', 'A → B', 'A → C', 'B → end', 'C → end'],
    ],
    [
      'belongs to its scope: the same outside and inside',
      'A :x → { B :x → C; :x → D }; :x → E',
      [
        'start → A',
        'A → {}',
        'A → E',
        '{}/start → {}/B',
        '{}/B → {}/C',
        '{}/B → {}/D',
        '{}/C → {}/end',
        '{}/D → {}/end',
        '{} → end',
        'E → end',
      ],
    ],
  ])('%s', async (_, source, edges) => {
    expect((await edgesOf(source)).sort()).toEqual([...edges].sort());
  });

  test.each([
    ['with a merge at the destination', 'A → > :x; B → :x; :x C', 'C'],
    ['with a merge at one of several', 'A → :x; B → > :x; :x → C', 'C'],
  ])('%s makes the outputs one object', async (_, source, name) => {
    const node = (await graphOf(source)).nodes.find(
      (candidate) => candidate.kind === 'task' && candidate.name === name,
    );
    expect(node).toMatchObject({ merge: true });
  });
});

describe('A line break before a label', () => {
  test.each([
    ['does not end a statement', 'A\n:x → B; :x → C', ['start → A', 'A → B', 'A → C', 'B → end', 'C → end']],
    [
      'ends it when the label is given already',
      'A :out → B\n:out → C',
      ['start → A', 'A → B', 'A → C', 'B → end', 'C → end'],
    ],
    [
      'ends it too when a task follows the label',
      'A :x → B\n:x C',
      ['start → A', 'start → C', 'A → B', 'A → C', 'B → end', 'C → end'],
    ],
    ['ends it before :start', 'A → B\n:start → C', ['start → A', 'start → C', 'A → B', 'B → end', 'C → end']],
    [
      'ends one that has its destination',
      'A → :end\n:start → B → :end',
      ['start → A', 'start → B', 'A → end', 'B → end'],
    ],
    [
      'ends each of several',
      'A :x → B\n:x → C\n:x → D',
      ['start → A', 'A → B', 'A → C', 'A → D', 'B → end', 'C → end', 'D → end'],
    ],
  ])('%s', async (_, source, edges) => {
    expect((await edgesOf(source)).sort()).toEqual([...edges].sort());
  });
});

describe('A loop', () => {
  test.each([
    ['leads back to a label', 'A → :again B → C → :again', ['start → A', 'A → B', 'B → C', 'C ↺ B']],
    ['leads back to the start', 'A → B → :start', ['start → A', 'A → B', 'B ↺ start']],
    [
      'leads to the very step it leaves',
      'A → :again B → :again; C',
      ['start → A', 'start → C', 'A → B', 'B ↺ B', 'C → end'],
    ],
    [
      'goes on elsewhere',
      'A → :again B → C :more → :again; :more → D',
      ['start → A', 'A → B', 'B → C', 'C ↺ B', 'C → D', 'D → end'],
    ],
    [
      'stands in a subflow',
      '{ A → B → :start } → C',
      ['start → {}', '{}/start → {}/A', '{}/A → {}/B', '{}/B ↺ {}/start', '{} → C', 'C → end'],
    ],
    [
      'may have two ways back',
      ':start → A :x → B → :start; :x → C → :start',
      ['start → A', 'A → B', 'A → C', 'B ↺ start', 'C ↺ start'],
    ],
  ])('%s', async (_, source, edges) => {
    expect((await edgesOf(source)).sort()).toEqual([...edges].sort());
  });
});
