import type { Command } from 'commander';
import type { WorkflowGraph } from '../../../../core/contract/workflow.ts';
import type { WorkflowRunTrace, WorkflowRunVectors } from '../../../../core/contract/workflow-run.ts';
import { getWorkflowRunDefinition } from '../../../workflow/runs/get-definition.ts';
import { getWorkflowTrace, getWorkflowVectors } from '../../../workflow/runs/get-vectors.ts';
import { type AddCommand, connect, print } from '../../command-context.ts';
import { examples } from '../../examples.ts';
import { formatTable } from '../../format-table.ts';
import { indent } from '../../indent.ts';
import { ownerOption, runArgument } from './run-argument.ts';

/** All that `--all` shows. */
interface Inspected extends WorkflowRunVectors {
  readonly F: readonly (readonly number[])[];
  readonly trace: {
    readonly S: WorkflowRunTrace['trace'];
    readonly A: WorkflowRunTrace['trace'];
  };
}

/** `hookline workflow inspect`: littleflow's vectors. */
export const addInspectCommand: AddCommand = (workflow, io) => {
  workflow
    .command('inspect')
    .description("Show a run as littleflow's vectors: S, which nodes are active; A, which inputs have come.")
    .argument(...runArgument)
    .option('--all', 'also how much it takes to start each node (T), the edges (F), and how S and A changed')
    .addOption(ownerOption())
    .addHelpText(
      'after',
      examples('hookline workflow inspect monday', 'hookline workflow inspect monday --all --json'),
    )
    .action(async (id: string, flags: { all?: boolean; owner?: string }, command: Command) => {
      const connection = connect(command);
      const { graph } = await getWorkflowRunDefinition(connection, id, flags);
      const vectors = await getWorkflowVectors(connection, id, flags);
      if (flags.all !== true) {
        print(command, io, vectors, formatVectors(vectors, graph));
        return;
      }
      const trace = {
        S: await getWorkflowTrace(connection, id, 'S', flags),
        A: await getWorkflowTrace(connection, id, 'A', flags),
      };
      const all: Inspected = { ...vectors, F: matrixOf(graph), trace };
      print(command, io, all, formatVectors(vectors, graph) + formatAll(all));
    });
};

function formatVectors(
  { state, S, A, T, failures = [], output }: WorkflowRunVectors,
  graph: WorkflowGraph,
): string {
  const rows = graph.nodes.map((node, at) => [
    at,
    'name' in node && node.name !== null ? node.name : `(${node.kind})`,
    S[at] ?? '',
    A[at] ?? '',
    T[at] ?? '',
    failures.includes(at) ? 'failed' : '',
    output[at] == null ? '' : JSON.stringify(output[at]),
  ]);
  return `State     ${state}\n${formatTable(['NODE', 'NAME', 'S', 'A', 'T', '', 'OUTPUT'], rows, 'There are no nodes.')}`;
}

function formatAll({ F, trace }: Inspected): string {
  const matrix = F.map((row) => `${row.join(' ')}\n`).join('');
  const changes = (of: WorkflowRunTrace['trace']) =>
    indent(of.map(([at, vector]) => `${at}  ${vector.join(' ')}\n`).join('') || 'Nothing yet.\n');
  return `\nF\n${indent(matrix)}\nS, the newest change first\n${changes(trace.S)}\nA, the newest change first\n${changes(trace.A)}`;
}

/** A row for each node, with 1 where it leads to the node of the column. */
function matrixOf({ nodes, edges }: WorkflowGraph): number[][] {
  const matrix = nodes.map(() => nodes.map(() => 0));
  for (const { from, to } of edges) matrix[from]![to] = 1;
  return matrix;
}
