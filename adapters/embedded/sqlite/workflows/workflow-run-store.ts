import type { Clock } from '../../../../core/ports/clock.ts';
import type { EventDraft } from '../../../../core/ports/event-log.ts';
import type {
  StepRecord,
  WorkflowRunKey,
  WorkflowRunRecord,
  WorkflowRunStore,
  WorkflowRunSummary,
} from '../../../../core/ports/workflow-run-store.ts';
import { compareSteps } from '../../../../core/workflow/run/compare-steps.ts';
import { listKey } from '../../../../core/workflow/run/list-key.ts';
import type { Database } from '../database.ts';
import type { SqliteEventLog } from '../event-log.ts';
import { keepParsed } from './keep-parsed.ts';
import { listRuns } from './list-runs.ts';
import { removeRun } from './remove-run.ts';
import { openDefinitions } from './workflow-definitions.ts';

/** Runs removed in one turn of the event loop, so that requests are not held up. */
const PRUNED_AT_ONCE = 50;

export interface SqliteWorkflowRunStore extends WorkflowRunStore {
  /** Removes runs whose `expiresAt` is that time or before, in milliseconds since the epoch; resolves with how many. */
  prune(now: number): Promise<number>;
}

/** Bytes of an input that is parsed whenever its run is read; a larger one is kept at hand, as each step reads its run. */
const SMALL_INPUT = 4096;

/** The length of the inputs that are kept at hand, in characters together. */
const KEPT_CHARACTERS = 2 * 1024 * 1024;

interface RunRow {
  seq: number;
  definition_id: number;
  record: string;
  targets: string;
  input: string | null;
  output: string | null;
}

interface StepRow {
  record: string;
  output: string | null;
}

/**
 * Runs of workflows in SQLite, what the log tells of them in the same transaction. What is read may not be on disk yet, except
 * for listings: who acts on it writes afterwards, so that what is acknowledged then has it before it.
 */
export function sqliteWorkflowRunStore(deps: {
  database: Database;
  clock: Pick<Clock, 'now'>;
  log: Pick<SqliteEventLog, 'record'>;
}): SqliteWorkflowRunStore {
  const { database, clock, log } = deps;
  const definitions = openDefinitions(database);
  const inputs = keepParsed<number, WorkflowRunRecord['input']>(KEPT_CHARACTERS);

  /** Writes, and tells the log, in the open batch. */
  const commit = async (write: () => boolean, events: readonly EventDraft[]): Promise<boolean> =>
    database.write(() => {
      if (!write()) return false;
      for (const event of events) log.record(event, clock.now());
      return true;
    });

  const seqOf = ({ tenantId, runId }: WorkflowRunKey): number | undefined => {
    const row = database
      .prepare('SELECT seq FROM workflow_runs WHERE tenant_id = ? AND run_id = ?')
      .get(tenantId, runId) as { seq: number } | undefined;
    return row?.seq;
  };

  const insertRun = (run: WorkflowRunRecord): boolean => {
    if (seqOf(run) !== undefined) return false;
    const { summary, targets, input, output } = columnsOf(run);
    const { lastInsertRowid } = database
      .prepare(
        `INSERT INTO workflow_runs (tenant_id, run_id, workflow, state, list_key, expires_at, revision, definition_id, record,
         targets, output) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        run.tenantId,
        run.runId,
        run.workflow?.name ?? null,
        run.state,
        listKey(run),
        run.expiresAt,
        run.revision,
        definitions.intern(run),
        summary,
        targets,
        output,
      );
    database
      .prepare('INSERT INTO workflow_inputs (run_seq, input) VALUES (?, ?)')
      .run(lastInsertRowid, input);
    return true;
  };

  const updateRun = (run: WorkflowRunRecord): boolean => {
    const { summary, targets, output } = columnsOf(run);
    const { changes } = database
      .prepare(
        `UPDATE workflow_runs SET state = ?, expires_at = ?, revision = ?, record = ?, targets = ?, output = ?
         WHERE tenant_id = ? AND run_id = ? AND revision = ?`,
      )
      .run(
        run.state,
        run.expiresAt,
        run.revision,
        summary,
        targets,
        output,
        run.tenantId,
        run.runId,
        run.revision - 1,
      );
    return changes === 1;
  };

  const writeStep = (step: StepRecord): boolean => {
    const seq = seqOf(step);
    if (seq === undefined) return false;
    const { output, ...rest } = step;
    const [record, outputText] = [JSON.stringify(rest), output === null ? null : JSON.stringify(output)];
    const { changes } =
      step.revision === 1
        ? database
            .prepare(
              `INSERT INTO workflow_steps (run_seq, step_id, revision, record, output) VALUES (?, ?, 1, ?, ?)
               ON CONFLICT DO NOTHING`,
            )
            .run(seq, step.stepId, record, outputText)
        : database
            .prepare(
              `UPDATE workflow_steps SET revision = ?, record = ?, output = ?
               WHERE run_seq = ? AND step_id = ? AND revision = ?`,
            )
            .run(step.revision, record, outputText, seq, step.stepId, step.revision - 1);
    return changes === 1;
  };

  const inputOf = ({ seq, input }: RunRow): WorkflowRunRecord['input'] => {
    if (input !== null) return JSON.parse(input) as WorkflowRunRecord['input'];
    const select = 'SELECT input FROM workflow_inputs WHERE run_seq = ?';
    return inputs.get(seq, () => String(database.prepare(select).get(seq)!.input))!;
  };

  return {
    async get({ tenantId, runId }) {
      const row = database
        .prepare(
          `SELECT seq, definition_id, record, targets, output,
             CASE WHEN octet_length(input) <= ${SMALL_INPUT} THEN input END AS input
           FROM workflow_runs JOIN workflow_inputs ON run_seq = seq WHERE tenant_id = ? AND run_id = ?`,
        )
        .get(tenantId, runId) as RunRow | undefined;
      if (row === undefined) return undefined;
      return {
        ...(JSON.parse(row.record) as WorkflowRunSummary),
        ...definitions.get(row.definition_id),
        targets: JSON.parse(row.targets) as WorkflowRunRecord['targets'],
        input: inputOf(row),
        output: parseOutput(row.output),
      };
    },
    put: (run, events = []) => commit(() => (run.revision === 1 ? insertRun(run) : updateRun(run)), events),
    async list(query) {
      const page = listRuns(database, query);
      // What a reader sees must not be undone by a crash.
      await database.durable();
      return page;
    },
    async remove(key) {
      const removed = await commit(() => removeRun(database, definitions, key), []);
      await database.durable();
      return removed;
    },
    async steps({ tenantId, runId }, stepIds) {
      const rows = database
        .prepare(
          `SELECT workflow_steps.record, workflow_steps.output FROM workflow_runs JOIN workflow_steps ON run_seq = seq
           WHERE tenant_id = ? AND run_id = ? AND step_id IN (SELECT value FROM json_each(?))`,
        )
        .all(tenantId, runId, JSON.stringify(stepIds)) as unknown as StepRow[];
      return rows.map(toStep);
    },
    async allSteps({ tenantId, runId }) {
      const rows = database
        .prepare(
          `SELECT workflow_steps.record, workflow_steps.output FROM workflow_runs JOIN workflow_steps ON run_seq = seq
           WHERE tenant_id = ? AND run_id = ?`,
        )
        .all(tenantId, runId) as unknown as StepRow[];
      await database.durable();
      return rows.map(toStep).sort(compareSteps);
    },
    putStep: (step, events = []) => commit(() => writeStep(step), events),
    settled: () => database.durable(),
    async prune(now) {
      for (let pruned = 0; ; ) {
        const expired = database
          .prepare(
            `SELECT tenant_id AS tenantId, run_id AS runId FROM workflow_runs WHERE expires_at <= ? LIMIT ${PRUNED_AT_ONCE}`,
          )
          .all(now) as unknown as WorkflowRunKey[];
        database.write(() => {
          for (const key of expired) removeRun(database, definitions, key);
        });
        await database.durable();
        pruned += expired.length;
        if (expired.length < PRUNED_AT_ONCE) return pruned;
      }
    },
  };
}

/** What changes with a run's state, apart from what may be large. */
function columnsOf(run: WorkflowRunRecord) {
  const { source: _source, graph: _graph, documentSha256, targets, input, output, ...summary } = run;
  return {
    summary: JSON.stringify({ ...summary, documentSha256 } satisfies WorkflowRunSummary),
    targets: JSON.stringify(targets),
    input: JSON.stringify(input),
    output: output === null ? null : JSON.stringify(output),
  };
}

const parseOutput = (text: string | null): WorkflowRunRecord['output'] =>
  text === null ? null : (JSON.parse(text) as WorkflowRunRecord['output']);

const toStep = ({ record, output }: StepRow): StepRecord => ({
  ...(JSON.parse(record) as Omit<StepRecord, 'output'>),
  output: parseOutput(output),
});
