/** Stands where the platform would be in the published package, which is the client alone. */
async function refuse(): Promise<never> {
  throw new Error(
    'This package holds the client, not the platform. Clone the Hookline repository and run "npm start" there, then use this command against it. There, too, "npm run hookline -- test" runs a handler without a platform.',
  );
}

export { refuse as openPlatform, refuse as start };
