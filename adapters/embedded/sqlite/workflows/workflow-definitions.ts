import { sha256Hex } from '../../../../core/hash.ts';
import type { WorkflowRunRecord } from '../../../../core/ports/workflow-run-store.ts';
import type { Database } from '../database.ts';
import { keepParsed } from './keep-parsed.ts';

/** What a run carries out. */
export type WorkflowDefinition = Pick<WorkflowRunRecord, 'source' | 'graph' | 'documentSha256'>;

/** The length of the texts of those that are kept at hand, in characters together. */
const KEPT_CHARACTERS = 2 * 1024 * 1024;

/** Definitions by their number, stored once for all runs that are alike. */
export interface WorkflowDefinitions {
  /** Its number; to be called inside a write. */
  intern(definition: WorkflowDefinition): number;
  get(id: number): WorkflowDefinition;
  /** Removes it when no run has it any more; to be called inside a write. */
  release(id: number): void;
}

/** Keeps those used last in memory: a run is read at each of its steps, and its graph may be large. */
export function openDefinitions(database: Database): WorkflowDefinitions {
  const kept = keepParsed<number, WorkflowDefinition>(KEPT_CHARACTERS);
  return {
    intern({ source, graph, documentSha256 }) {
      const text = JSON.stringify({ source, graph, documentSha256 });
      const sha256 = sha256Hex(text);
      const standing = database.prepare('SELECT id FROM workflow_definitions WHERE sha256 = ?').get(sha256) as
        | { id: number }
        | undefined;
      if (standing !== undefined) return standing.id;
      const { lastInsertRowid } = database
        .prepare('INSERT INTO workflow_definitions (sha256, definition) VALUES (?, ?)')
        .run(sha256, text);
      return Number(lastInsertRowid);
    },
    get(id) {
      const select = 'SELECT definition FROM workflow_definitions WHERE id = ?';
      return kept.get(id, () => String(database.prepare(select).get(id)!.definition))!;
    },
    release(id) {
      const { changes } = database
        .prepare(
          `DELETE FROM workflow_definitions
           WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM workflow_runs WHERE definition_id = ?1)`,
        )
        .run(id);
      if (changes === 1) kept.drop(id);
    },
  };
}
