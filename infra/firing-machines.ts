import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Aws, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { expressDocument } from '../core/firing/express-document.ts';
import { defaults } from './defaults.ts';
import type { Functions } from './functions.ts';

export interface FiringMachines {
  /** For firings that end within five minutes whatever happens: paid by the execution. */
  readonly express: StateMachine;
  /** For the others: paid by the transition, up to a year long. */
  readonly standard: StateMachine;
}

/** The document that the embedded engine runs too. */
const document = join(import.meta.dirname, 'firing.asl.json');

/** The functions that the document calls, under the names that it calls them by. */
const calledFunctions = ['invoke', 'admit', 'settle', 'notify', 'finish'] as const;

/** Two state machines of one document; each may call exactly the functions that it names. */
export function addFiringMachines(parent: Construct, functions: Functions): FiringMachines {
  const scope = new Construct(parent, 'FiringMachines');
  const parsed: Record<string, unknown> = JSON.parse(readFileSync(document, 'utf8'));
  const machine = (id: string, stateMachineType: StateMachineType, definition: object) => {
    // Without the white space that people need.
    const text = JSON.stringify(definition);
    const called = calledFunctions.filter((name) => text.includes(`\${${name}}`));
    const arns = Object.fromEntries(called.map((name) => [name, functions[name].functionArn]));
    const role = new Role(scope, `${id}-role`, { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: Object.values(arns) }),
    );
    const logGroup = new LogGroup(scope, `${id}-logs`, {
      // Under this prefix log groups need no resource policy of their own, of which an account may have ten
      // (AWS Step Functions, "Using CloudWatch Logs").
      logGroupName: `/aws/vendedlogs/states/${Aws.STACK_NAME}-${id}`,
      retention: defaults.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const created = new StateMachine(scope, id, {
      stateMachineType,
      definitionBody: DefinitionBody.fromString(text),
      definitionSubstitutions: arns,
      role,
      logs: { destination: logGroup, level: LogLevel.ERROR, includeExecutionData: false },
    });
    acknowledge(created, role);
    return created;
  };
  return {
    express: machine('express', StateMachineType.EXPRESS, expressDocument(parsed)),
    standard: machine('standard', StateMachineType.STANDARD, parsed),
  };
}

function acknowledge(machine: StateMachine, role: Role): void {
  Validations.of(machine).acknowledge(
    {
      id: 'AwsSolutions-SF1',
      reason:
        "Errors are logged. The firings' table holds the history of every run, so logging each step would repeat it, at a price above that of the executions.",
    },
    {
      id: 'AwsSolutions-SF2',
      reason:
        "The firings' table holds when each step of a run happened. Tracing would be paid per execution, and ask for rights on every resource.",
    },
  );
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'The CloudWatch Logs actions that set up the delivery of the machine\'s logs know no resources (AWS Step Functions, "Using CloudWatch Logs").',
  });
}
