import type {
  CreateStateMachineCommandInput,
  LoggingConfiguration,
  UpdateStateMachineCommandInput,
} from '@aws-sdk/client-sfn';

/** What the state machines of workflows' documents have in common. */
export interface WorkflowMachines {
  /**
   * What their ARNs begin with, `arn:aws:states:REGION:ACCOUNT:stateMachine:PREFIX-`. Names have 80 characters, of which 40 are
   * those of the document's hash.
   */
  readonly arnPrefix: string;
  /** The role that they assume, which may call the function `step` and write logs. */
  readonly roleArn: string;
  /** The name of the function `step`: it knows its own, and not its ARN. */
  readonly stepFunction: string;
  /** The ARN of the log group for their failures, with `:*` at the end. */
  readonly logGroupArn: string;
}

/** The machine of a document. */
export function machineArn({ arnPrefix }: WorkflowMachines, sha256: string): string {
  return `${arnPrefix}${sha256.slice(0, 40)}`;
}

export function executionArn(machines: WorkflowMachines, sha256: string, execution: string): string {
  return `${machineArn(machines, sha256).replace(':stateMachine:', ':execution:')}:${execution}`;
}

/** The document as Step Functions takes it. */
export function definitionOf(
  { stepFunction }: WorkflowMachines,
  document: Readonly<Record<string, unknown>>,
): string {
  return JSON.stringify(document).replace(/\$\{step\}/g, stepFunction);
}

/** As the firing machines: errors are logged, and no data. */
const loggingOf = ({ logGroupArn }: WorkflowMachines): LoggingConfiguration => ({
  level: 'ERROR',
  includeExecutionData: false,
  destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
});

export const createMachineParams = (
  machines: WorkflowMachines,
  sha256: string,
  definition: string,
): CreateStateMachineCommandInput => ({
  name: machineArn(machines, sha256).replace(/^.*:/, ''),
  type: 'STANDARD',
  definition,
  roleArn: machines.roleArn,
  loggingConfiguration: loggingOf(machines),
  // Nobody's stack: whoever deletes it finds what is left by this.
  tags: [{ key: 'hookline:workflows', value: machines.arnPrefix.replace(/^.*:/, '') }],
});

export const updateMachineParams = (
  machines: WorkflowMachines,
  sha256: string,
  definition: string,
): UpdateStateMachineCommandInput => ({
  stateMachineArn: machineArn(machines, sha256),
  definition,
  roleArn: machines.roleArn,
  loggingConfiguration: loggingOf(machines),
});
