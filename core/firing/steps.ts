/**
 * The path of a firing. The same words name the files beside this one, the folders of `functions/firing/`, the states
 * of the firing machine (`infra/firing.asl.json`, which begins after `plan`) and the entries of a firing's history.
 */
export const firingSteps = ['accept', 'plan', 'invoke', 'settle', 'notify', 'finish'] as const;
