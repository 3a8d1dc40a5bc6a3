import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Exact actions on exact resources. */
export function allow(actions: string[], ...resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources });
}
