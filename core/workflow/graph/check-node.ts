import { limits } from '../../contract/limits.ts';
import type { Structured, WorkflowGuard, WorkflowNode } from '../../contract/workflow.ts';
import { isDeeperThan } from '../../json-depth.ts';
import { ExpressionRefused, type Expressions } from '../../ports/expressions.ts';
import { parsePath } from '../guard/parse-path.ts';
import { builtInProblems } from './built-in-problems.ts';
import type { GraphProblem } from './graph-problem.ts';
import { optionProblems } from './option-problems.ts';
import { isWorkflowName, namesAre } from './workflow-name.ts';

/**
 * Checks what a node says by itself: its names, its guard, its values.
 *
 * @param baseOf what a name stands for by the declarations.
 */
export async function checkNode(
  node: WorkflowNode,
  baseOf: (name: string) => string,
  expressions: Expressions,
): Promise<GraphProblem[]> {
  const problems: GraphProblem[] = [];
  const report = (field: string, message: string) =>
    problems.push({ field: `nodes[${node.index}].${field}`, message });
  const checkValue = (field: string, value: Structured | null) => {
    if (isDeeperThan(value, limits.payloadDepth))
      report(field, `It has more than ${limits.payloadDepth} levels.`);
  };

  if ('parameters' in node) checkValue('parameters', node.parameters);
  if (node.kind === 'literal') checkValue('value', node.value);
  if ((node.kind === 'source' || node.kind === 'sink') && (node.uri === '' || /[\s<>]/.test(node.uri))) {
    report('uri', 'A URI has no blanks, and no "<" or ">".');
  }
  if (node.kind === 'subflow' && node.name !== null && !isWorkflowName(node.name)) report('name', namesAre);
  if (node.kind === 'task') {
    if (!isWorkflowName(node.name)) report('name', namesAre);
    else if (node.base !== baseOf(node.name))
      report('base', `${node.name} stands for ${baseOf(node.name)}: that is the base.`);
    const wrong = [...builtInProblems(node.base, node.parameters), ...optionProblems(node, node.parameters)];
    for (const { parameter, message } of wrong) {
      report(parameter === undefined ? 'parameters' : `parameters.${parameter}`, message);
    }
  }
  if ('guard' in node && node.guard !== null) {
    const message = await objectionTo(node.guard, expressions);
    if (message !== undefined) report('guard.expression', `The guard cannot be used: ${message}`);
  }
  return problems;
}

async function objectionTo(
  { language, expression }: WorkflowGuard,
  expressions: Expressions,
): Promise<string | undefined> {
  if (expression.length > limits.workflow.guardLength) {
    return `It has more than ${limits.workflow.guardLength} characters.`;
  }
  if (language === 'jsonpath') {
    const parsed = parsePath(expression);
    return 'path' in parsed ? undefined : parsed.problem.message;
  }
  try {
    await expressions.compile(expression);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionRefused) return error.message;
    throw error;
  }
}
