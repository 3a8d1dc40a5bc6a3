import { describe, expect, test } from 'vitest';
import { fillTemplate } from '../../../../core/workflow/data/fill-template.ts';

const values = {
  input: {
    id: 7,
    site: 'Lab A',
    deep: { list: [{ x: 'y' }, [1, 2]] },
    none: null,
    'a b': 'blank',
    yes: true,
  },
  parameters: { lab: 'north' },
};

describe('Templates', () => {
  test.each([
    ['no parts', 'no parts'],
    ['lab-{input[id]}', 'lab-7'],
    ['lab-{input["id"]}', 'lab-7'],
    ["lab-{input['id']}", 'lab-7'],
    ['{input[site]} {parameters[lab]}', 'Lab A north'],
    ['{input[a b]}{input["a b"]}', 'blankblank'],
    ['{input[deep][list][0][x]}', 'y'],
    ['{input[deep][list][1]}', '[1,2]'],
    ['{input[deep]}', '{"list":[{"x":"y"},[1,2]]}'],
    ['{input[none]} {input[yes]}', 'null true'],
    ['{parameters}', '{"lab":"north"}'],
    ['{{"id": {input[id]}}}', '{"id": 7}'],
    ['{{{{}}}}', '{{}}'],
    ['{{input[id]}}', '{input[id]}'],
  ])('%s is %s', (template, text) => {
    expect(fillTemplate(template, values)).toEqual({ text });
  });

  test('a list is taken apart by its places', () => {
    expect(fillTemplate('{input[1][id]}', { input: [{}, { id: 'b' }], parameters: null })).toEqual({
      text: 'b',
    });
  });

  test.each(['{input[length]}', '{input[-1]}', '{input[2]}', '{input[0][toString]}'])(
    '%s is not there',
    (template) => {
      const filled = fillTemplate(template, { input: ['a', 'b'], parameters: null });
      expect(filled).toEqual({ problem: `The template takes ${template}, which the input does not have.` });
    },
  );

  test.each([
    '{input[__proto__]}',
    '{input[constructor]}',
    '{input[id][x]}',
    '{input[none][x]}',
    '{input[nope]}',
  ])('%s is not in the input', (template) => {
    expect(fillTemplate(template, values)).toMatchObject({ problem: expect.stringContaining(template) });
  });

  test('what the parameters do not have', () => {
    expect(fillTemplate('{parameters[x]}', { input: {}, parameters: null })).toEqual({
      problem: 'The template takes {parameters[x]}, which the parameters do not have.',
    });
  });

  test.each([
    ['{"id": 1}', 1],
    ['a}', 2],
    ['{input', 1],
    ['ab{output[x]}', 3],
    ['{input.id}', 1],
    ['{input[id]!r}', 1],
  ])('a brace that belongs to no part is refused: %s', (template, at) => {
    expect(fillTemplate(template, values)).toMatchObject({
      problem: expect.stringContaining(`a brace at character ${at} `),
    });
  });

  test('parts are encoded, what stands around them is not', () => {
    const encode = ({ text }: { text: string }) => encodeURIComponent(text);
    expect(fillTemplate('/a b/{input[site]}', values, encode)).toEqual({ text: '/a b/Lab%20A' });
  });
});
