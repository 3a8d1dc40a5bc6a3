import { limits } from '../../contract/limits.ts';
import { declareProblem } from '../../problem.ts';

const answerTooLarge = declareProblem('answer-too-large', {
  status: 422,
  title: 'The answer would be too large',
});

/**
 * The answer, if it is not larger than an answer may be.
 *
 * @throws `answer-too-large`
 */
export function checkAnswerSize<T>(answer: T, remedy = 'Ask for its steps one by one.'): T {
  const { answerBytes } = limits.workflowRun;
  const json = JSON.stringify(answer);
  // No character takes more than three bytes for each of its UTF-16 units.
  if (json.length * 3 <= answerBytes || Buffer.byteLength(json) <= answerBytes) return answer;
  throw answerTooLarge(`The run has more than ${answerBytes} bytes to tell of. ${remedy}`);
}
