import type { WorkflowGraph } from '../../contract/workflow.ts';
import { sha256Hex } from '../../hash.ts';
import { regionsOf } from '../regions/regions-of.ts';
import { chainsOfScope } from './chains-of-body.ts';
import { BESIDE, callState, FAILS, FUNCTION, GIVEN, type State, type States } from './states.ts';
import { branchesOf } from './write-chains.ts';
import { writeLink } from './write-link.ts';
import { choosePart, writeParts } from './write-parts.ts';

/** A workflow's shape in Amazon States Language, in JSONata mode, for machines of the type STANDARD. */
export interface WorkflowDocument {
  /** `${step}` stands for the function that carries steps out. */
  readonly document: Readonly<Record<string, unknown>>;
  /** The document as JSON, the same for graphs of one shape. */
  readonly text: string;
  /** Of the text: documents are known by it. */
  readonly sha256: string;
}

/**
 * Compiles a graph as `docs/decisions/017-workflow-engine.md` says. The document has the graph's shape and nothing of what the
 * nodes are, but for which are delays, which subflows have guards, and `$timeoutSeconds`.
 *
 * @param graph as the language or the SDK give it: every node is led to by its scope's start. `documentProblem` says whether its
 *   document can be carried out.
 */
export function compileWorkflow(graph: WorkflowGraph): WorkflowDocument {
  const writing = { nodes: graph.nodes, regions: regionsOf(graph), writeLink };
  const { end } = writing.regions.scopes.get(null)!;
  const branches = branchesOf(writing, chainsOfScope(writing, null));
  const graphOrFinish = branches.length === 0 ? 'finish' : 'graph';
  const parts = writeParts(writing);
  const document = {
    Comment: 'The shape of a workflow. A number is the index of a node.',
    QueryLanguage: 'JSONata',
    StartAt: parts.length === 0 ? graphOrFinish : 'part',
    States: {
      ...choosePart(parts, graphOrFinish),
      ...graphState(branches),
      ...Object.assign({}, ...parts.map(({ states }) => states)),
      ...closing(end),
    },
  };
  const text = JSON.stringify(document);
  return { document, text, sha256: sha256Hex(text) };
}

/** A graph without steps needs no state, and a Parallel has a branch at least. */
function graphState(branches: readonly States[]): Record<string, State> {
  if (branches.length === 0) return {};
  return {
    graph: { Type: 'Parallel', Branches: branches, Catch: FAILS, Next: 'finish' },
  };
}

function closing(end: number): Record<string, State> {
  return {
    finish: callState('finish', end, { Catch: FAILS, End: true }, GIVEN),
    fail: callState('fail', end, {
      Arguments: {
        FunctionName: FUNCTION,
        Payload: {
          action: 'fail',
          node: end,
          context: BESIDE,
          error: '{% $states.input.error %}',
        },
      },
      Next: 'failed',
    }),
    failed: { Type: 'Fail', Error: 'WorkflowFailed', Cause: 'The run of the workflow says what failed.' },
  };
}
