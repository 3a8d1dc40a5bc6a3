import { describe, expect, test } from 'vitest';
import { documentWorkflow } from '../../../../core/workflow/document-workflow.ts';
import { graphOf } from '../../../conformance/workflow-language/check.ts';

describe('The documentation of a workflow', () => {
  test('has its doc comments, its picture, its tasks and its resources', async () => {
    const graph = await graphOf(`@flow fruit({"kind": "apple"}) '''
  Brings fruit.

    - quickly
  '''
@task pick = basket:take(- ripe: true -) '''Picks **one**.'''
@task wash { rinse → dry }
@task never '''Waits.'''
<list.json> → pick({"n": 2}) → ?\`$[?(@.a = 1)]\` eat → > wash → <x>({"method": "PUT"})`);
    const [before, , after] = documentWorkflow(graph).split('```') as [string, string, string];
    expect(before).toBe(`# \`fruit\`

Brings fruit.

  - quickly

| Parameter | Default |
| --- | --- |
| \`kind\` | \`"apple"\` |

`);
    expect(after).toBe(`

## Tasks

### \`pick\`

Stands for \`basket:take\`.

Picks **one**.

| Parameter | Default |
| --- | --- |
| \`ripe\` | \`true\` |

| Mention | Parameters | Guard | Merges |
| --- | --- | --- | --- |
| 9:15 | \`{"ripe":true,"n":2}\` |  |  |

### \`wash\`

Stands for a subflow.

### \`never\`

Not used.

Waits.

### \`eat\`

| Mention | Parameters | Guard | Merges |
| --- | --- | --- | --- |
| 9:49 |  | \`$[?(@.a = 1)]\` (JSONPath) |  |

### \`rinse\`

### \`dry\`

## Resources

| URI | Use | Parameters |
| --- | --- | --- |
| \`list.json\` | read |  |
| \`x\` | written | \`{"method":"PUT"}\` |
`);
  });

  test('says what is built in, and needs no declarations', async () => {
    const text = documentWorkflow(await graphOf('wait:delay(- duration: 5 -)'));
    expect(text).toMatch(/^# Workflow\n\n```mermaid\n/);
    expect(text).toContain('### `wait:delay`\n\nBuilt in.\n');
  });

  test('takes what is in code for text', async () => {
    const text = documentWorkflow(await graphOf('A(- {"a|b": "`c``d`\\n"} -)'));
    expect(text).toContain('| ``` {"a\\|b":"`c``d`\\n"} ``` |');
  });
});
