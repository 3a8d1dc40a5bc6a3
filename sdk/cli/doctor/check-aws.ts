import { attention, type Finding, fine } from './finding.ts';
import type { Aws } from './load-aws.ts';

/** What accounts have that AWS has seen working; new ones begin with as few as 10. */
const CONCURRENT_EXECUTIONS = 1000;

/** Of the e-mails that SES allows in 24 hours: the share beyond which there is too little left. */
const QUOTA_SHARE = 0.8;

/**
 * Looks into the account and region of the deployed stack: whether SES may send, to whom, how much; whether Lambda has
 * room; whether messages lie in the dead-letter queues. A check that AWS refuses is a finding, and the others go on.
 *
 * @param stack the name of the stack; `Hookline` unless it was deployed under another.
 */
export async function checkAws(aws: Aws, stack: string): Promise<Finding[]> {
  const ses = new aws.ses.SESv2Client({});
  const lambda = new aws.lambda.LambdaClient({});
  const sqs = new aws.sqs.SQSClient({});
  try {
    const findings = await Promise.all([
      guarded('SES account', () => checkSesAccount(aws, ses)),
      guarded('SES identities', () => checkIdentities(aws, ses)),
      guarded('Lambda', () => checkConcurrency(aws, lambda)),
      guarded('dead letters', () => checkDeadLetters(aws, sqs, stack)),
    ]);
    return findings.flat();
  } finally {
    for (const client of [ses, lambda, sqs]) client.destroy();
  }
}

async function guarded(check: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    const says = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return [
      attention(
        check,
        says,
        'Give the AWS credentials of an operator (AWS_PROFILE), and the region of the stack (AWS_REGION).',
      ),
    ];
  }
}

async function checkSesAccount(aws: Aws, ses: InstanceType<Aws['ses']['SESv2Client']>): Promise<Finding[]> {
  const account = await ses.send(new aws.ses.GetAccountCommand({}));
  const {
    Max24HourSend: allowed = 0,
    SentLast24Hours: sent = 0,
    MaxSendRate: rate = 0,
  } = account.SendQuota ?? {};
  const sandbox =
    account.ProductionAccessEnabled === true
      ? fine('SES sandbox', 'The account is out of it.')
      : attention(
          'SES sandbox',
          'The account is in it: only verified addresses get e-mails.',
          'In the SES console: Account dashboard, Request production access.',
        );
  const sending =
    account.SendingEnabled === false
      ? attention(
          'SES sending',
          `SES has stopped the account (${account.EnforcementStatus ?? 'no reason given'}).`,
          'Read the reputation dashboard of SES, mend the cause, and ask AWS Support to review it.',
        )
      : fine('SES sending', 'SES sends for the account.');
  // -1 is without end.
  const near = allowed >= 0 && sent >= allowed * QUOTA_SHARE;
  const used = `${sent} of ${allowed < 0 ? 'any number of' : allowed} e-mails in 24 hours; ${rate} a second.`;
  const quota = near
    ? attention('SES quota', used, 'Ask for more: Service Quotas, Amazon SES, Sending quota.')
    : fine('SES quota', used);
  return [sending, sandbox, quota];
}

async function checkIdentities(aws: Aws, ses: InstanceType<Aws['ses']['SESv2Client']>): Promise<Finding[]> {
  const { EmailIdentities = [] } = await ses.send(new aws.ses.ListEmailIdentitiesCommand({ PageSize: 1000 }));
  if (EmailIdentities.length === 0) {
    return [
      attention(
        'SES identities',
        'There is none in this region.',
        'Deploy with --context mailFrom=ADDRESS, or set AWS_REGION to the region of the stack.',
      ),
    ];
  }
  return EmailIdentities.map(({ IdentityName = '', VerificationStatus, SendingEnabled }) =>
    SendingEnabled === true
      ? fine('SES identity', `${IdentityName} is verified.`)
      : attention(
          'SES identity',
          `${IdentityName} may not send: its verification is ${VerificationStatus ?? 'unknown'}.`,
          'Open the link that SES mailed to it, or put the records of the domain into DNS.',
        ),
  );
}

async function checkConcurrency(
  aws: Aws,
  lambda: InstanceType<Aws['lambda']['LambdaClient']>,
): Promise<Finding[]> {
  const { AccountLimit } = await lambda.send(new aws.lambda.GetAccountSettingsCommand({}));
  const executions = AccountLimit?.ConcurrentExecutions ?? 0;
  const says = `${executions} concurrent executions: about ${Math.floor(executions * 0.45)} runs at once.`;
  return [
    executions < CONCURRENT_EXECUTIONS
      ? attention('Lambda', says, 'Ask for more: Service Quotas, AWS Lambda, Concurrent executions.')
      : fine('Lambda', says),
  ];
}

async function checkDeadLetters(
  aws: Aws,
  sqs: InstanceType<Aws['sqs']['SQSClient']>,
  stack: string,
): Promise<Finding[]> {
  const { QueueUrls = [] } = await sqs.send(new aws.sqs.ListQueuesCommand({ QueueNamePrefix: `${stack}-` }));
  const deadLetters = QueueUrls.filter((url) => url.includes('DeadLetters'));
  if (deadLetters.length === 0) {
    const remedy = 'Name the stack with --stack, and its region with AWS_REGION.';
    return [attention('dead letters', `There is no stack ${stack} in this region.`, remedy)];
  }
  return await Promise.all(
    deadLetters.map(async (QueueUrl) => {
      const name = QueueUrl.split('/').at(-1) ?? QueueUrl;
      const { Attributes } = await sqs.send(
        new aws.sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
      );
      const messages = Number(Attributes?.ApproximateNumberOfMessages ?? 0);
      if (messages === 0) return fine('dead letters', `${name} is empty.`);
      return attention(
        'dead letters',
        `${messages} messages lie in ${name}.`,
        'Read the log of the function that takes them, mend the cause, then: aws sqs start-message-move-task.',
      );
    }),
  );
}
