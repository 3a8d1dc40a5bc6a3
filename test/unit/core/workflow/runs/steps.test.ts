import { afterEach, describe, expect, test } from 'vitest';
import { markNodes } from '../../../../../core/workflow/picture/mark-nodes.ts';
import { drawMermaid } from '../../../../../core/workflow/picture/mermaid.ts';
import { drawSvg } from '../../../../../core/workflow/picture/svg.ts';
import { getStep } from '../../../../../core/workflow/runs/get-step.ts';
import { nodeNames } from '../../../../../core/workflow/runs/node-names.ts';
import { ownSteps } from '../../../../../core/workflow/runs/own-steps.ts';
import { graphOf } from '../../../../conformance/workflow-language/check.ts';
import { ada, openWorkflows, type Workflows } from '../run/open-workflows.ts';

let home: Workflows | undefined;
afterEach(() => home?.close());

const open = async (...args: Parameters<typeof openWorkflows>): Promise<Workflows> => {
  home = await openWorkflows(...args);
  return home;
};

describe('The names of nodes', () => {
  test('are those of tasks; a second one of a name is numbered, past the names that there are', async () => {
    const names = nodeNames(await graphOf('A → A → A_1 → A → <x>'));
    expect(names).toEqual([null, 'A', 'A_2', 'A_1', 'A_3', null, null]);
  });

  test('are those of named subflows, and none of others', async () => {
    expect(nodeNames(await graphOf('@task S { A } S → { B }'))).toContain('S');
  });
});

describe('A step', () => {
  const stepOf = ({ deps }: Workflows, idOrName: string) =>
    getStep({ ...deps, identities: { userByName: async () => undefined } }, ada, { id: 'r' }, idOrName);

  test('is found by its id, by its name, and by its place with a name', async () => {
    const running = await open();
    await running.run('A → * { B → A }', { input: [1] });
    await running.end('r', '1', [5]);
    for (const id of ['2[0].4', '2[0].B', 'B', '4'])
      expect((await stepOf(running, id)).id, id).toBe('2[0].4');
    await running.end('r', '2[0].4');
    expect(await stepOf(running, 'A')).toMatchObject({ id: '1', name: 'A', output: [5] });
    expect(await stepOf(running, 'A_1')).toMatchObject({ id: '2[0].5', name: 'A_1', state: 'active' });
  });

  test('that ran in several rounds is to be named with its round', async () => {
    const running = await open();
    await running.run('* A', { input: [1, 2] });
    await expect(stepOf(running, 'A')).rejects.toMatchObject({ code: 'workflow-step-ambiguous' });
    expect((await stepOf(running, '1[1].A')).id).toBe('1[1].3');
  });

  test('of several passes of a loop is the last', async () => {
    let left = 3;
    const running = await open({ anyTask: () => ({ output: { again: --left > 0 } }) });
    await running.run('A :x → ?`$[?(@.again = true)]` B → :start; :x → C');
    const { id } = await stepOf(running, 'A');
    expect(id).toMatch(/#1\.1$/);
  });

  test('that there is not is named so, with the tasks that there are', async () => {
    const running = await open();
    await running.run('fetch → load');
    await expect(stepOf(running, 'load')).rejects.toMatchObject({ code: 'workflow-step-not-found' });
    await expect(stepOf(running, 'none')).rejects.toThrow('Its tasks are fetch, load.');
  });
});

describe('A picture of a run', () => {
  test('has the state, the time and the number of steps of each node', async () => {
    const running = await open();
    await running.run('A → * B → C', { input: [1, 2] });
    await running.pass(2);
    await running.end('r', '1', [1, 2]);
    await running.fail('r', '2[0].4');
    const { graph } = await running.get('r');
    const marks = markNodes(
      await ownSteps(running.deps, { tenantId: ada.userId, runId: 'r' }),
      running.clock.now(),
    );
    expect(marks.get(1)).toMatchObject({ state: 'succeeded', note: 'succeeded 2.00 s' });
    expect(marks.get(4)).toMatchObject({ state: 'failed', note: '×2 failed 0 ms' });
    expect(marks.get(4)?.details).toMatch(/^1 failed, 1 active\nfrom 20/);
    expect(marks.has(6)).toBe(false);

    const mermaid = drawMermaid(graph, 'horizontal', marks);
    expect(mermaid).toContain('n1["A<br/>succeeded 2.00 s"]');
    expect(mermaid).toContain('  class n1 succeeded\n');
    const svg = drawSvg(graph, 'horizontal', marks);
    expect(svg).toContain('<g class="task failed" data-index="4">');
    expect(svg).toContain('.workflow .failed > rect');
    expect(drawSvg(graph, 'horizontal')).not.toContain('.failed');
  });
});
