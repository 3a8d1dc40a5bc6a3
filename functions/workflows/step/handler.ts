import { stepEventSchema } from '../../../adapters/aws/stepfunctions/step-event.ts';
import { jsonataExpressions } from '../../../adapters/jsonata/expressions.ts';
import { yamlParser } from '../../../adapters/yaml/yaml-parser.ts';
import { step } from '../../../core/workflow/run/step.ts';
import { wireStep } from '../wiring.ts';

const deps = { ...wireStep(), yaml: yamlParser(), expressions: jsonataExpressions() };

/** What a state of a workflow's document asks for. */
export const handler = async (event: unknown) => await step(deps, stepEventSchema.parse(event));
