import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PictureOrientation } from '../../../../core/contract/workflow.ts';
import { type Box, layoutGraph } from '../../../../core/workflow/picture/layout-graph.ts';
import { drawMermaid } from '../../../../core/workflow/picture/mermaid.ts';
import { drawSvg } from '../../../../core/workflow/picture/svg.ts';
import { graphOf } from '../../../conformance/workflow-language/check.ts';

const orientations: readonly PictureOrientation[] = ['horizontal', 'vertical'];

/** Has something of everything. */
const everything = `
  @flow all @task X = A @task S { P → Q :q → R
    :q → T }
  <{"a": "<&>"}> → X :x → ?\`$[?(@.a > 0)]\` B | C → * S → > D → <http://x/y>
  :x → :again E → ?\`{% n < 3 %}\` F :more → :again; :more → { G → { H } } → :start`;

describe('A picture in Mermaid', () => {
  test('has a node for each node, a subgraph for each subflow, and its edges', async () => {
    const graph = await graphOf('A → ?`$.a` { B } :x → <c>; :x → * D → :start');
    expect(drawMermaid(graph, 'horizontal')).toBe(`flowchart LR
  n0(("start"))
  n1["A"]
  subgraph n2["? $.a"]
    direction LR
    n3(("start"))
    n4["B"]
    n5((("end")))
  end
  n6[("c")]
  subgraph n7["#42;"]
    direction LR
    n8(("start"))
    n9["D"]
    n10((("end")))
  end
  n11((("end")))
  n0 --> n1
  n1 --> n2
  n2 --> n6
  n2 --> n7
  n3 --> n4
  n4 --> n5
  n6 --> n11
  n7 -.-> n0
  n8 --> n9
  n9 --> n10
`);
  });

  test('is vertical when asked', async () => {
    expect(drawMermaid(await graphOf('{ A }'), 'vertical')).toMatch(/^flowchart TB\n.*direction TB\n/s);
  });

  test('takes what is written at a node for text', async () => {
    const text = drawMermaid(await graphOf('<{"a": "</b>`\\"]--> x\\n#1"}> → A'), 'vertical');
    expect(text).toContain(
      'n1[/"#123;#34;a#34;:#34;#60;/b#62;#96;#92;#34;#93;--#62; x#92;n#35;1#34;#125;"/]',
    );
  });
});

describe('A picture in SVG', () => {
  test.each(orientations)(
    'is a well-formed document that shows every node and edge, %s',
    async (orientation) => {
      const graph = await graphOf(everything);
      const svg = drawSvg(graph, orientation);
      expect(openElements(svg)).toEqual([]);
      expect(
        [...svg.matchAll(/data-index="(\d+)"/g)].map(([, index]) => Number(index)).sort(ascending),
      ).toEqual(graph.nodes.map(({ index }) => index));
      expect(svg.match(/<path class="line/g)).toHaveLength(graph.edges.length);
      expect(svg.match(/<path class="line loop"/g)).toHaveLength(
        graph.edges.filter(({ loop }) => loop).length,
      );
      expect(svg).not.toContain('NaN');
    },
  );

  test('tells the whole of what it cuts', async () => {
    const svg = drawSvg(
      await graphOf(`A(- a: ${'x'.repeat(60)} -) → ?\`$.${'b'.repeat(60)}\` C`),
      'horizontal',
    );
    expect(svg).toContain(`<title>A\n{&quot;a&quot;:&quot;${'x'.repeat(60)}&quot;}</title>`);
    expect(svg).toContain(`<title>C\n? $.${'b'.repeat(60)}</title>`);
    expect(svg).toContain(`>? $.${'b'.repeat(31)}…</text>`);
  });

  test('holds no character that XML does not', async () => {
    const svg = drawSvg(
      await graphOf('@flow f\n<{"a": "\\u0001\\ud800\\uffff"}> → A(- b: "\\x02" -)'),
      'vertical',
    );
    expect(svg).not.toMatch(/[^\P{Cc}\n]|[\ufffe\uffff]/u);
    expect(svg.isWellFormed()).toBe(true);
  });

  test('leads forward edges forward and from side to side', async () => {
    const { boxes, lines } = layoutGraph(await graphOf('A → B → C; D → E'), 'horizontal');
    const boxOf = new Map(boxes.map((box) => [box.node.index, box]));
    for (const { edge, points } of lines) {
      const [from, to] = [boxOf.get(edge.from)!, boxOf.get(edge.to)!];
      expect(points[0]).toEqual({ x: from.x + from.width, y: from.y + from.height / 2 });
      expect(points.at(-1)).toEqual({ x: to.x, y: to.y + to.height / 2 });
      expect(from.x + from.width).toBeLessThan(to.x);
    }
  });

  const sourceArb = fc
    .array(
      fc.record({
        source: fc.constantFrom('', '', ':l0 → ', ':l1 → ', ':l2 → '),
        step: fc.constantFrom(
          'A',
          'B → C',
          '{ D; E → F }',
          '* G',
          'H | I',
          '{ { J → K } :k → L; :k → M → :start }',
        ),
        destination: fc.constantFrom('', '', ' → :l0', ' → :l1', ' → :l2', ' → :start', ' → :end'),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map((parts) => {
      const given = parts.map(({ source, step, destination }) => `${source}${step}${destination};`);
      // Each label is given and taken.
      const rest = [0, 1, 2].map((label) => `Z${label} → :l${label}; :l${label} → Y${label};`);
      return [...given, ...rest].join('\n');
    });

  test('has no two boxes on one place, and each in the box of its subflow', async () => {
    await fc.assert(
      fc.asyncProperty(sourceArb, fc.constantFrom(...orientations), async (source, orientation) => {
        const graph = await graphOf(source);
        const { boxes, width, height } = layoutGraph(graph, orientation);
        const boxOf = new Map(boxes.map((box) => [box.node.index, box]));
        for (const box of boxes) {
          const outer = box.node.scope === null ? { x: 0, y: 0, width, height } : boxOf.get(box.node.scope)!;
          expect(isInside(box, outer)).toBe(true);
          for (const other of boxes) {
            if (other.node.scope === box.node.scope && other !== box) expect(overlap(box, other)).toBe(false);
          }
        }
        expect(openElements(drawSvg(graph, orientation))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

/** The names of the elements that a document leaves open, or closes without having opened them. */
function openElements(xml: string): string[] {
  const open: string[] = [];
  for (const [, closes, name = '', rest = ''] of xml.matchAll(
    /<(\/?)([a-z]+)((?:\s[a-zA-Z-]+="[^"<]*")*\s*\/?)>/g,
  )) {
    if (rest.endsWith('/')) continue;
    if (closes === '') open.push(name);
    else if (open.pop() !== name) return [`/${name}`];
  }
  const text = xml.replaceAll(/<[^<>]*>/g, '').replaceAll(/&(?:amp|lt|gt|quot);/g, '');
  return /[<&]/.test(text) ? [text] : open;
}

function isInside(inner: Box, outer: Pick<Box, 'x' | 'y' | 'width' | 'height'>): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

function ascending(a: number, b: number): number {
  return a - b;
}
