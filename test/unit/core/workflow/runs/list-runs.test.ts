import { afterEach, describe, expect, test } from 'vitest';
import { listRuns } from '../../../../../core/workflow/runs/list-runs.ts';
import { ada, openWorkflows, type Workflows } from '../run/open-workflows.ts';

let home: Workflows;
afterEach(() => home.close());

const listed = async (choice: { startedByRuns: boolean; size: number; next?: string }) => {
  const deps = { ...home.deps, identities: { userByName: async () => undefined } };
  const { runs, next } = await listRuns(deps, ada, choice);
  return { ids: runs.map(({ id }) => id), next };
};

describe('Listed runs', () => {
  test('that other runs have started can be left out, page by page, without losing one of the others', async () => {
    home = await openWorkflows({
      anyTask: ({ node }) => ({
        output: node.name === 'go-on' ? { $workflow: { source: 'A | B → C' } } : {},
      }),
    });
    const own = ['a', 'b', 'c', 'd', 'e'];
    for (const runId of own) await home.run('* go-on', { runId, input: [1, 2, 3] });
    expect((await listed({ startedByRuns: true, size: 200 })).ids).toHaveLength(20);
    for (const size of [1, 2, 5, 6]) {
      const seen: string[] = [];
      for (let next: string | undefined = ''; next !== undefined; ) {
        const page = await listed({ startedByRuns: false, size, ...(next !== '' && { next }) });
        expect(page.ids.length).toBeLessThanOrEqual(size);
        seen.push(...page.ids);
        next = page.next ?? undefined;
      }
      expect(seen.toSorted(), `pages of ${size}`).toEqual(own);
    }
  });
});
