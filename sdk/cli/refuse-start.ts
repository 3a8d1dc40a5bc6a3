/** Stands where the platform would be in the published package, which is the client alone. */
export async function start(): Promise<never> {
  throw new Error(
    'This package holds the client, not the platform. Clone the Hookline repository and run "npm start" there, then use this command against it.',
  );
}
