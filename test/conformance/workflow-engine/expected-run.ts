import { createHash } from 'node:crypto';
import type { Structured, WorkflowGraph } from '../../../core/contract/workflow.ts';

/** What each step of a run gets, and what the run gives, worked out from the edges alone. */
export interface ExpectedRun {
  /** By the ids of tasks' steps that run; skipped ones are missing. */
  readonly inputs: ReadonlyMap<string, Structured>;
  readonly output: Structured;
}

/** What a task gives: another value for each step and input; of every second node one for which the guards hold. */
export function taskOutput(step: string, node: number, input: Structured): Structured {
  const digest = createHash('sha1').update(JSON.stringify(input)).digest('base64').slice(0, 6);
  return { step, digest, ...(node % 2 === 0 && { a: node }) };
}

/** The naive way through an acyclic graph: a node's input is what its predecessors gave, and those are asked first. */
export function expectedRun({ nodes, edges }: WorkflowGraph, input: Structured): ExpectedRun {
  const inputs = new Map<string, Structured>();
  const before = nodes.map(({ index }) => edges.filter(({ to }) => to === index).map(({ from }) => from));

  const scope = (subflow: number | null, path: string, given: Structured): Structured => {
    const outputs = new Map<number, Structured>();
    const inputOf = (index: number): Structured => {
      const several = before[index]!.map(outputOf);
      return several.length === 1 ? several[0]! : several.length === 0 ? {} : several;
    };
    const outputOf = (index: number): Structured => {
      const known = outputs.get(index);
      if (known !== undefined) return known;
      const output = carryOut(index);
      outputs.set(index, output);
      return output;
    };
    const carryOut = (index: number): Structured => {
      const node = nodes[index]!;
      if (node.kind === 'start') return given;
      const own = inputOf(index);
      if (node.kind === 'literal') return node.value;
      if (node.kind === 'end') return own;
      // The guards of random graphs are `$.a`.
      if ('guard' in node && node.guard !== null && (Array.isArray(own) || !Object.hasOwn(own, 'a')))
        return own;
      if (node.kind === 'task' && node.base === 'wait:delay') return own;
      if (node.kind !== 'subflow') {
        inputs.set(`${path}${index}`, own);
        return taskOutput(`${path}${index}`, index, own);
      }
      if (!node.iterate) return scope(index, path, own);
      const items = Array.isArray(own) ? own : [own];
      return items.map((item, round) => scope(index, `${path}${index}[${round}].`, item as Structured));
    };
    let output: Structured = {};
    for (const { index, kind, scope: its } of nodes) {
      if (its !== subflow) continue;
      const here = outputOf(index);
      if (kind === 'end') output = here;
    }
    return output;
  };

  return { output: scope(null, '', input), inputs };
}
