/** What a parameter of a built-in task may be. */
export interface BuiltInParameter {
  readonly required?: true;
  /** For errors: "a whole number of seconds". */
  readonly expected: string;
  accepts(value: unknown): boolean;
}

const YEAR_SECONDS = 366 * 24 * 3600;

const text: BuiltInParameter = {
  expected: 'a string',
  accepts: (value) => typeof value === 'string' && value !== '',
};
const yesOrNo: BuiltInParameter = {
  expected: 'true or false',
  accepts: (value) => typeof value === 'boolean',
};
const latch = { name: { ...text, required: true } } as const;

const outputModes = ['status', 'response_text', 'response_json'];

const request: Readonly<Record<string, BuiltInParameter>> = {
  // It may come with the input as well.
  url: text,
  environ: text,
  category: text,
  template: text,
  content_type: text,
  output_mode: {
    expected: `one of ${outputModes.join(', ')}, or a list of them`,
    accepts: (value) => [value].flat().every((mode) => outputModes.some((known) => known === mode)),
  },
  error_on_status: yesOrNo,
  sync: yesOrNo,
  use_context_parameters: yesOrNo,
};

/** The tasks that Hookline carries out itself, with the parameters of each: littleflow's. */
export const builtIns: Readonly<Record<string, Readonly<Record<string, BuiltInParameter>>>> = {
  'wait:delay': {
    duration: {
      required: true,
      expected: 'a number of seconds, at most a year',
      accepts: (value) => typeof value === 'number' && value >= 0 && value <= YEAR_SECONDS,
    },
  },
  'wait:event': {
    event: { ...text, required: true },
    match: { expected: '"input" or "none"', accepts: (value) => value === 'input' || value === 'none' },
    receipt: yesOrNo,
  },
  'wait:acquire': latch,
  'wait:release': latch,
  'wait:countdown': latch,
  'request:get': request,
  'request:post': request,
  'request:put': request,
  'request:delete': request,
};

/** Whether the name is one of those that are kept for built-in tasks, known or not. */
export function isBuiltInName(name: string): boolean {
  return name.startsWith('wait:') || name.startsWith('request:');
}
