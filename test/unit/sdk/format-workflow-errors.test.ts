import { describe, expect, test } from 'vitest';
import { formatWorkflowErrors } from '../../../sdk/cli/format-workflow-errors.ts';

const error = (line: number, column: number, length: number) => ({
  code: 'unexpected',
  line,
  column,
  length,
  message: 'Found something.',
});

/** The line and the mark below it. */
function marked(source: string, line: number, column: number, length: number): string[] {
  return formatWorkflowErrors('f', source, [error(line, column, length)])
    .split('\n')
    .slice(1, 3);
}

describe('An error of a workflow', () => {
  test('is shown with its place, its line and a mark', () => {
    expect(
      formatWorkflowErrors('a.flow', 'A\nB → → C', [error(2, 5, 1)]),
    ).toBe(`a.flow:2:5: Found something. (unexpected)
 2 | B → → C
   |     ^
`);
  });

  test.each([
    ['as long as what is meant', 'A → :nope', 1, 5, 5, [' 1 | A → :nope', '   |     ^^^^^']],
    ['of one character for a place between two', 'A →', 1, 4, 0, [' 1 | A →', '   |    ^']],
    ['behind tabs as they are', '\tA\t→ |', 1, 6, 1, [' 1 | \tA\t→ |', '   | \t \t  ^']],
    ['below wide characters', '<{"検": 1}> 検', 1, 12, 1, [' 1 | <{"検": 1}> 検', '   |             ^^']],
    ['with room for the number of its line', '\n'.repeat(9).concat('→'), 10, 1, 1, [' 10 | →', '    | ^']],
    ['in a line without its carriage return', 'A |\r\nB', 1, 3, 1, [' 1 | A |', '   |   ^']],
    ['without what steers a terminal', 'A \u001b[31m', 1, 3, 1, [' 1 | A  [31m', '   |   ^']],
  ] as const)('has a mark %s', (_, source, line, column, length, expected) => {
    expect(marked(source, line, column, length)).toEqual(expected);
  });

  test('is shown with the part of a long line that is meant', () => {
    const [line = '', mark = ''] = marked(`${'a'.repeat(300)}→${'b'.repeat(300)}`, 1, 301, 1);
    expect(line).toBe(` 1 | ${'a'.repeat(50)}→${'b'.repeat(49)}`);
    expect(mark.indexOf('^')).toBe(line.indexOf('→'));
  });
});
