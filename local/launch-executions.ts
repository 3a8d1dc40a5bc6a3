import { type Engine, EngineError, type Json } from '../adapters/embedded/states-engine/engine.ts';
import type { FiringExecution } from '../core/ports/orchestrator.ts';

/**
 * Starts executions in the engine. One of a part of a firing is named after it, so that handing the part over twice starts it
 * once.
 */
export function launchExecutions(engine: Engine): (execution: FiringExecution) => void {
  return (execution) => {
    const { firingId, part, executionType } = execution;
    const options = part === undefined ? {} : { name: `${firingId}-${part}` };
    try {
      // It is plain JSON, though what a step of a workflow has is not typed so.
      engine.start(executionType, execution as unknown as Json, options);
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'ExecutionAlreadyExists') throw error;
    }
  };
}
