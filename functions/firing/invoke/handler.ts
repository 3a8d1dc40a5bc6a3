import { runTaskSchema } from '../../../adapters/aws/firing-execution.ts';
import { jsonataExpressions } from '../../../adapters/jsonata/expressions.ts';
import { invoke } from '../../../core/firing/invoke.ts';
import { wireInvoke } from '../../wiring.ts';

const deps = { ...wireInvoke(), expressions: jsonataExpressions() };

/** One attempt of one run. */
export const handler = async (event: unknown) => await invoke(deps, runTaskSchema.parse(event));
