import type { PictureFormat, PictureOrientation, WorkflowPicture } from '../../core/contract/workflow.ts';
import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { expectAnswer } from '../expect-answer.ts';

export interface DrawOptions {
  /** `mermaid`, text for Markdown pages, unless given; or `svg`, a document of its own. */
  readonly format?: PictureFormat | undefined;
  /** `horizontal`, to the right, unless given; or `vertical`, down. */
  readonly orientation?: PictureOrientation | undefined;
}

/**
 * Draws a workflow.
 *
 * @param source at most 100,000 characters.
 * @returns the picture, or null and what is wrong with the source, as `checkWorkflow` says it.
 * @throws {HooklineProblem} `invalid-request` when the source is too long.
 */
export async function drawWorkflow(
  connection: HooklineConnection,
  source: string,
  options: DrawOptions = {},
): Promise<WorkflowPicture> {
  const query = new URLSearchParams();
  if (options.format !== undefined) query.set('format', options.format);
  if (options.orientation !== undefined) query.set('orientation', options.orientation);
  const answer = await callApi(connection, {
    method: 'POST',
    path: '/v1/workflows/graph',
    query,
    body: JSON.stringify({ source }),
  });
  return expectAnswer<WorkflowPicture>(answer, { picture: 'string?', errors: 'array' });
}
