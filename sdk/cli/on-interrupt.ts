/**
 * Calls back at Ctrl-C or SIGTERM, so that a command ends in order; a second one ends the process.
 *
 * @returns what ends that.
 */
export function onInterrupt(stop: () => void): () => void {
  let stopping = false;
  const interrupt = (): void => {
    if (stopping) process.exit(130);
    stopping = true;
    stop();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return () => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  };
}
