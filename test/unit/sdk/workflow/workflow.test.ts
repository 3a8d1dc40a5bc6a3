import {
  type Caught,
  defineHandler,
  EventListener,
  type Flow,
  type Output,
  request,
  sleep,
  task,
  type Workflow,
  wait,
  waitForEvent,
  workflow,
} from '@hookline/sdk';
import { describe, expect, test } from 'vitest';
import type { WorkflowGraph } from '../../../../core/contract/workflow.ts';
import { graphOf } from '../../../conformance/workflow-language/check.ts';

interface File {
  file: string;
}
interface Rows {
  rows: number;
}

const fetch = task<File, Rows>('fetch');
const check = task('check', async (input: Rows) => ({ good: input.rows > 0 }));
const store = task<unknown, { stored: boolean }>('store');

/** What a graph means, apart from its names and its places in a source. */
function meaning({ nodes, edges }: WorkflowGraph): object {
  return { nodes: nodes.map((node) => ({ ...node, at: null })), edges };
}

describe('A workflow in TypeScript is the graph that the same text is:', () => {
  test.each<[string, string, WorkflowGraph]>([
    [
      'a sequence',
      'fetch → check → store',
      workflow('w', (flow: Flow<File>) => flow.run(store, flow.run(check, flow.run(fetch, flow.input))))
        .graph,
    ],
    [
      'a fork and a join',
      'fetch :raw → check → :both; :raw → parse → :both; :both → weigh',
      workflow('w', (flow: Flow<File>) => {
        const raw = flow.run(fetch, flow.input);
        const checked = flow.run(check, raw);
        const parsed = flow.run(task<Rows, File>('parse'), raw);
        return flow.run(task<[{ good: boolean }, File], Rows>('weigh'), [checked, parsed]);
      }).graph,
    ],
    [
      'several ends',
      'fetch :raw → check; :raw → store',
      workflow('w', (flow: Flow<File>) => {
        const raw = flow.run(fetch, flow.input);
        return [flow.run(check, raw), flow.run(store, raw)];
      }).graph,
    ],
    [
      'a subflow with a guard',
      '?`$.rows` { check → store } → wait:delay({"duration": 5})',
      workflow('w', (flow: Flow<Rows>) => {
        const done = flow.group(flow.input, (inner) => inner.run(store, inner.run(check, inner.input)), {
          when: '$.rows',
        });
        return flow.run(wait.delay(5), done);
      }).graph,
    ],
    [
      'an iteration',
      '* { fetch } → store',
      workflow('w', (flow: Flow<File[]>) =>
        flow.run(
          store,
          flow.each(flow.input, (each) => each.run(fetch, each.input)),
        ),
      ).graph,
    ],
    [
      'literals and resources',
      '<{"file": "a"}> → fetch → ?`{% rows > 0 %}` check → <b.json>({"method": "PUT"})',
      workflow('w', (flow) => {
        const checked = flow.run(check, flow.run(fetch, flow.literal({ file: 'a' })), {
          when: '{% rows > 0 %}',
        });
        return flow.write('b.json', checked, { parameters: { method: 'PUT' } });
      }).graph,
    ],
    [
      'a resource that is read, and built-in tasks',
      '<a.json> → request:get({"url": "/x", "output_mode": "status"}) → wait:event({"event": "done", "match": "input"})',
      workflow('w', (flow) => {
        const asked = flow.run(request.get({ url: '/x', outputMode: 'status' }), flow.read('a.json'));
        return flow.run(wait.event<Rows>('done', { match: 'input' }), asked);
      }).graph,
    ],
    [
      'a loop',
      'fetch → :again ?`$.rows` { check } :rest → :again; :rest → store',
      workflow('w', (flow: Flow<File>) => {
        const less = task<Rows, Rows>('check');
        const rest = flow.repeat(flow.run(fetch, flow.input), (pass) => pass.run(less, pass.input), {
          while: '$.rows',
        });
        return flow.run(store, rest);
      }).graph,
    ],
    [
      'sleeping, and a step whose time is limited',
      'wait:delay({"duration": 3}) → fetch({"a": 1, "$timeoutSeconds": 5, "$catchErrors": true})',
      workflow('w', (flow: Flow<File>) =>
        flow.run(fetch, flow.run(sleep(3), flow.input), {
          parameters: { a: 1 },
          timeoutSeconds: 5,
          catchErrors: true,
        }),
      ).graph,
    ],
  ])('%s', async (_, text, graph) => {
    expect(meaning(graph)).toEqual(meaning(await graphOf(text)));
  });

  test('merges are marked at what they are for', () => {
    const { graph } = workflow('w', (flow: Flow<File>) => {
      const a = flow.run(fetch, flow.input);
      const b = flow.run(task<File, { good: boolean }>('b'), flow.input);
      const c = flow.run(task<Rows & { good: boolean }, Rows>('c'), flow.merge(a, b));
      return flow.merge(a, c);
    });
    expect(graph.nodes.map((node) => 'merge' in node && node.merge)).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(graph.edges.filter(({ to }) => to === 3)).toHaveLength(2);
  });

  test('a workflow is a task of another', () => {
    const inner = workflow('inner', (flow: Flow<File>) => flow.run(fetch, flow.input));
    const outer = workflow('outer', (flow: Flow<File>) => flow.run(check, flow.run(inner, flow.input)));
    expect(outer.graph.nodes[1]).toMatchObject({ kind: 'task', name: 'inner', base: 'inner' });
  });

  test('waiting for an event is a task: of the log, of a listener, sent to the run', () => {
    class Orders extends EventListener<[string], { order: number }> {
      readonly options = { name: 'orders' };
      pollForEvent(_queue: string) {
        return { order: 1 };
      }
    }
    const { graph } = workflow('w', (flow) => {
      const paid = waitForEvent<Rows>({ key: 'paid', match: 'input' }, { timeoutSeconds: 60 });
      const heard: Output<Rows> = flow.run(paid, flow.input);
      const ordered: Output<{ order: number }> = flow.run(wait.listener(Orders, 'a'), heard);
      const again: Output<{ order: number }> = flow.run(waitForEvent(Orders, { args: ['b'] }), ordered);
      return flow.run(wait.http('approved'), again);
    });
    expect(graph.nodes.slice(1, 5)).toMatchObject([
      { base: 'wait:event', parameters: { event: 'paid', match: 'input', $timeoutSeconds: 60 } },
      { base: 'wait:listener', parameters: { listener: 'orders', args: ['a'] } },
      { base: 'wait:listener', parameters: { listener: 'orders', args: ['b'] } },
      { base: 'wait:http', parameters: { key: 'approved' } },
    ]);
  });

  test('what it is for is a part of it', () => {
    const build = (flow: Flow<File>) => flow.run(fetch, flow.input);
    expect(workflow('w', build, { doc: 'Fetches.' }).graph.doc).toBe('Fetches.');
  });

  test('parameters of a step override those of its task', () => {
    const { graph } = workflow('w', (flow) =>
      flow.run(request.get({ url: '/a', sync: false }), flow.input, { parameters: { url: '/b' } }),
    );
    expect(graph.nodes[1]).toMatchObject({ parameters: { url: '/b', sync: false } });
  });
});

describe('The types', () => {
  test('flow from outputs to inputs', () => {
    const handler = defineHandler(
      { name: 'count', hook: 'lab.done', notifyOnSuccess: null, notifyOnFailure: null },
      (input: Rows) => input.rows,
    );
    const typed = (flow: Flow<File>) => {
      const rows: Output<Rows> = flow.run(fetch, flow.input);
      // @ts-expect-error: check takes rows, and this is a file.
      flow.run(check, flow.input);
      // @ts-expect-error: a list of one type is not a list of another.
      flow.run(task<[Rows, Rows], Rows>('two'), [rows, flow.input]);
      // @ts-expect-error: several outputs are a list.
      flow.run(check, [rows, rows]);
      const maybe = flow.run(check, rows, { when: '$.rows' });
      // @ts-expect-error: where the guard does not hold, it is still the rows.
      const sure: Output<{ good: boolean }> = maybe;
      flow.run(task(handler), rows);
      // @ts-expect-error: the handler takes rows.
      flow.run(task(handler), flow.input);
      const counted: Output<[number]> = flow.run(task(handler), rows);
      const caught: Output<Caught<[number]>> = flow.run(task(handler), rows, { catchErrors: true });
      // @ts-expect-error: it may have failed.
      const uncaught: Output<[number]> = flow.run(task(handler), rows, { catchErrors: true });
      const passed: Output<Rows> = flow.run(wait.delay(1), rows);
      // @ts-expect-error: it passes on what it was given.
      const other: Output<File> = flow.run(wait.delay(1), rows);
      return [sure, passed, other, counted, caught, uncaught];
    };
    // What is refused here is refused by the compiler.
    expect(typed).toBeTypeOf('function');
    const whole: Workflow<File, [{ good: boolean }, { stored: boolean }]> = workflow(
      'w',
      (flow: Flow<File>) => {
        const raw = flow.run(fetch, flow.input);
        return [flow.run(check, raw), flow.run(store, raw)];
      },
    );
    expect(whole.graph.name).toBe('w');
  });

  test('of what tasks give are those of what flows', () => {
    workflow('w', (flow: Flow<File>) => {
      const text: Output<[string]> = flow.run(
        task('text', (_: File) => 'a'),
        flow.input,
      );
      const none: Output<Record<string, never>> = flow.run(
        task('none', (_: File) => undefined),
        flow.input,
      );
      const told: Output<Rows> = flow.run(
        task('told', (_: File): [boolean, Rows] => [true, { rows: 1 }]),
        flow.input,
      );
      const said: Output<Rows> = flow.run(
        task('said', async (_: File) => ({ ok: true, result: { rows: 1 } })),
        flow.input,
      );
      const each: Output<Rows[]> = flow.each(flow.literal([{ file: 'a' }]), (item) =>
        item.run(fetch, item.input),
      );
      return [text, none, told, said, each];
    });
  });
});

describe('What makes no graph is refused:', () => {
  const refused = (build: (flow: Flow<File>) => Output<unknown>) => () => workflow('w', build);

  test('an output of another workflow', () => {
    let foreign: Output<File> | undefined;
    workflow('other', (flow: Flow<File>) => {
      foreign = flow.input;
      return flow.input;
    });
    expect(refused((flow) => flow.run(fetch, foreign!))).toThrow('another workflow or subflow');
  });

  test('an output from outside in a subflow, and one of a subflow outside', () => {
    expect(refused((flow) => flow.group(flow.input, (inner) => inner.run(fetch, flow.input)))).toThrow(
      'Give it to the subflow',
    );
    let inside: Output<File> | undefined;
    expect(
      refused((flow) => {
        flow.group(flow.input, (inner) => {
          inside = inner.input;
          return inner.input;
        });
        return flow.run(fetch, inside!);
      }),
    ).toThrow('another workflow or subflow');
  });

  test('a step of the outer flow while a subflow is written', () => {
    expect(refused((flow) => flow.group(flow.input, () => flow.run(fetch, flow.input)))).toThrow(
      'Use the flow that its function was given',
    );
  });

  test('outputs in another order than they come, or twice', () => {
    const two = task<[Rows, Rows], Rows>('two');
    expect(
      refused((flow) => {
        const [a, b] = [flow.run(fetch, flow.input), flow.run(fetch, flow.input)];
        return flow.run(two, [b, a]);
      }),
    ).toThrow('in the order in which they were made');
    expect(
      refused((flow) => {
        const a = flow.run(fetch, flow.input);
        return flow.run(two, [a, a]);
      }),
    ).toThrow('each once');
  });

  test('a list of one output', () => {
    expect(refused((flow) => flow.run(task<Rows[], Rows>('many'), [flow.run(fetch, flow.input)]))).toThrow(
      'has at least two',
    );
  });

  test.each(['', '1a', 'a b', 'ä', 'a'.repeat(201)])('the name "%s"', (name) => {
    expect(() => task(name)).toThrow('cannot be the name');
    expect(() => workflow(name, (flow) => flow.input)).toThrow('cannot be the name');
  });

  test('options of the engine beside a list of parameters', () => {
    const listed = { name: 'a', parameters: [1] };
    expect(refused((flow) => flow.run(listed, flow.input, { timeoutSeconds: 1 }))).toThrow(
      'no timeoutSeconds',
    );
  });

  test('what is no URI', () => {
    expect(refused((flow) => flow.write('a b', flow.input))).toThrow('is no URI');
  });

  test('an object of parameters over a list', () => {
    const listed = { name: 'a', parameters: [1] };
    expect(refused((flow) => flow.run(listed, flow.input, { parameters: { a: 1 } }))).toThrow(
      'as those of the task are',
    );
  });

  test('more nodes than a workflow has', () => {
    expect(
      refused((flow) => {
        for (let count = 0; count < 1000; count++) flow.run(fetch, flow.input);
        return flow.input;
      }),
    ).toThrow('at most 1000 nodes');
  });
});
