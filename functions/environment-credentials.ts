/**
 * Takes the place of the SDK's search for credentials (`@aws-sdk/credential-provider-node`) in the bundles: a function has
 * those of its role in its environment (AWS Lambda, "Defined runtime environment variables"), and the other places where
 * the SDK would look weigh a sixth of a bundle. Lambda renews them by new environments, so that they are read each time.
 */
export const defaultProvider = () => async () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined) {
    throw new Error('The environment holds no credentials: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY.');
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN !== undefined && { sessionToken: AWS_SESSION_TOKEN }),
  };
};
