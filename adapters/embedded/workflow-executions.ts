import type { WorkflowExecutions } from '../../core/ports/workflow-executions.ts';
import type { Database } from './sqlite/database.ts';
import { type Engine, EngineError, type EngineErrorCode, type Json } from './states-engine/engine.ts';

/**
 * Carries out documents of workflows with the embedded engine; `${step}` is its task function `step`. What is asked for happens
 * before the call returns, and is on disk when it resolves: the next step does not wait for that, who answers somebody outside does.
 *
 * Rejects with EngineError `EngineClosed` when the platform is stopping: what was asked for has not happened then.
 */
export function embeddedWorkflowExecutions(
  database: Pick<Database, 'durable'>,
  engine: Pick<Engine, 'define' | 'start' | 'stop' | 'sendTaskSuccess' | 'sendTaskFailure'>,
): WorkflowExecutions {
  const defined = new Set<string>();
  const durably = async (change: () => void, tolerated?: EngineErrorCode): Promise<void> => {
    try {
      change();
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== tolerated) throw error;
    }
    await database.durable();
  };
  return {
    async define(sha256, document) {
      if (defined.has(sha256)) return;
      // The steps of a run say what happened: the engine need not.
      const machine = { type: 'STANDARD', definition: plainNames(document), history: false } as const;
      await durably(() => engine.define(machineName(sha256), machine));
      defined.add(sha256);
    },
    start: (sha256, context, name = context.execution) =>
      durably(() => {
        const { part } = context;
        const input = {
          ...context,
          run: { ...context.run },
          ...(part !== undefined && { part: { ...part, rounds: [...part.rounds] } }),
        };
        engine.start(machineName(sha256), input as Json, { name });
      }, 'ExecutionAlreadyExists'),
    stop: (sha256, execution) =>
      durably(() => engine.stop(`${machineName(sha256)}:${execution}`), 'ExecutionDoesNotExist'),
    succeed: (token, output) =>
      durably(() => engine.sendTaskSuccess(token, output as Json), 'TaskDoesNotExist'),
    fail: (token, { name, message }) =>
      durably(() => engine.sendTaskFailure(token, name, message), 'TaskDoesNotExist'),
  };
}

/** As on Step Functions, whose names have 80 characters, 40 digits of the hash tell documents apart. */
function machineName(sha256: string): string {
  return `workflow-${sha256.slice(0, 40)}`;
}

/** On AWS `${step}` stands for a function's ARN. */
function plainNames(document: Readonly<Record<string, unknown>>): unknown {
  return JSON.parse(JSON.stringify(document).replace(/\$\{step\}/g, 'step'));
}
