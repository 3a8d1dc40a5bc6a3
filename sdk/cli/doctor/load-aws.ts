import { HooklineClientError } from '../../client-error.ts';

/**
 * The clients of the AWS SDK, which are optional: only `hookline doctor --aws` needs them. They find region and credentials
 * as the AWS CLI does.
 *
 * @throws {HooklineClientError} `invalid-argument` that says what to install.
 */
export async function loadAws() {
  try {
    const [ses, lambda, sqs] = await Promise.all([
      import('@aws-sdk/client-sesv2'),
      import('@aws-sdk/client-lambda'),
      import('@aws-sdk/client-sqs'),
    ]);
    return { ses, lambda, sqs };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new HooklineClientError(
      'invalid-argument',
      'Looking into AWS needs its SDK, which is not installed. Type: npm install @aws-sdk/client-sesv2 @aws-sdk/client-lambda @aws-sdk/client-sqs',
      { field: '--aws', cause },
    );
  }
}

export type Aws = Awaited<ReturnType<typeof loadAws>>;
