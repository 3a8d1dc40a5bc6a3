/** What is wrong with what a mention of a task says. */
export interface ParameterProblem {
  readonly code:
    | 'built-in-unknown'
    | 'parameter-unknown'
    | 'parameter-invalid'
    | 'parameter-missing'
    | 'option-unknown'
    | 'option-invalid';
  /** Whose value is wrong; absent where it is the task itself, or all of its parameters. */
  readonly parameter?: string;
  readonly message: string;
}
