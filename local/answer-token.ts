import { type Engine, EngineError } from '../adapters/embedded/states-engine/engine.ts';

/** Lets an execution go on that waits for the token; one that does not wait any more has gone on before. */
export function answerToken(engine: Engine, token: string): void {
  try {
    engine.sendTaskSuccess(token, null);
  } catch (error) {
    // What is granted while the engine is closed is told at the next start.
    if (!(error instanceof EngineError) || !['TaskDoesNotExist', 'EngineClosed'].includes(error.code))
      throw error;
  }
}
