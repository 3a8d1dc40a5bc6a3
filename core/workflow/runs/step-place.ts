/** A step's id, apart: the rounds and passes around it, and what stands for the node. */
export function splitStepId(stepId: string): { readonly path: string; readonly last: string } {
  const at = stepId.lastIndexOf('.') + 1;
  return { path: stepId.slice(0, at), last: stepId.slice(at) };
}

/** The same step in any pass of the loops around it: `4[2].5#1.7` is `4[2].7`. */
export function withoutPasses(stepId: string): string {
  return stepId.replaceAll(/\d+#\d+\./g, '');
}
