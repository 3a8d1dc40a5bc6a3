import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { WorkflowGraph } from '../../../core/contract/workflow.ts';
import { check, edgesOf, errorsOf } from './check.ts';

const guide = readFileSync('docs/guide/workflows.md', 'utf8');

/** Each example, with what stands behind `flow` in its fence: nothing, `same`, or `wrong` and the errors. */
const examples = [...guide.matchAll(/^```flow([^\n]*)\n(.*?)^```$/gmsu)].map(
  ([, kind = '', source = ''], at, all) => ({
    kind: kind.trim(),
    source,
    before: all[at - 1]?.[2] ?? '',
  }),
);

/** The rows of the table of errors. */
const rows = [...guide.matchAll(/^\| `([a-z-]+)` \| .* \| (?:``?(.*?)``?)? ?\|$/gm)].map(
  ([, code, source]) => ({
    code,
    source,
  }),
);

describe('In the guide of the language', () => {
  test.each(examples)(
    'an example means what is said of it: $kind $source',
    async ({ kind, source, before }) => {
      const [word, ...parts] = kind.split(' ');
      if (word === 'wrong') {
        const expected = parts.flatMap((part, at) => (at % 2 === 0 ? [`${part} ${parts[at + 1]}`] : []));
        expect(await errorsOf(source)).toEqual(expected);
      } else if (word === 'same') expect(await edgesOf(source)).toEqual(await edgesOf(before));
      else expect(await errorsOf(source)).toEqual([]);
    },
  );

  test.each(rows.filter(({ source }) => source !== undefined))(
    '$source is an example of $code',
    async ({ code, source = '' }) => {
      const { errors } = await check(source);
      expect(errors.map((error) => error.code)).toContain(code);
    },
  );

  test('the workflow in TypeScript is the one in the text below it', async () => {
    const [, code = '', text = ''] = /^```ts\n(.*?)^```\n\n```flow\n(.*?)^```$/msu.exec(guide) ?? [];
    // Beside this file, so that it finds @hookline/sdk.
    const file = join(import.meta.dirname, `guide-example-${process.pid}.ts`);
    writeFileSync(file, code);
    try {
      const { default: ingest } = (await import(file)) as { default: { graph: WorkflowGraph } };
      const { graph } = await check(text);
      const meaning = ({ name, nodes, edges }: WorkflowGraph) => ({
        name,
        nodes: nodes.map((node) => ({ ...node, at: null })),
        edges,
      });
      expect(meaning(ingest.graph)).toEqual(meaning(graph!));
    } finally {
      rmSync(file);
    }
  });

  test('every code of an error is explained', () => {
    const codes = readFileSync('core/workflow/language/error-codes.ts', 'utf8').matchAll(/\| '([a-z-]+)'/g);
    expect(rows.map(({ code }) => code)).toEqual([...codes].map(([, code]) => code));
  });
});
