/** What `step` throws when the state is to fail because the step has: it is not repeated. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}
