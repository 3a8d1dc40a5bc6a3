/** What a parameter of a built-in task may be. */
export interface BuiltInParameter {
  readonly required?: true;
  /** The parameter that may be given in its place; not both. */
  readonly instead?: string;
  /** For errors: "a whole number of seconds". */
  readonly expected: string;
  accepts(value: unknown): boolean;
}

/** The longest wait, in seconds: what an execution of a state machine may last. */
export const YEAR_SECONDS = 366 * 24 * 3600;

const text: BuiltInParameter = {
  expected: 'a string',
  accepts: (value) => typeof value === 'string' && value !== '',
};
const yesOrNo: BuiltInParameter = {
  expected: 'true or false',
  accepts: (value) => typeof value === 'boolean',
};
const list: BuiltInParameter = { expected: 'a list', accepts: Array.isArray };
const latch = { name: { ...text, required: true } } as const;

const froms = ['start', 'now', 'beginning'];

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
  // With the parameters only: the input is data of others.
  token: yesOrNo,
};

/** The tasks that Hookline carries out itself, with the parameters of each: littleflow's, and Ray's events. */
export const builtIns: Readonly<Record<string, Readonly<Record<string, BuiltInParameter>>>> = {
  'wait:delay': {
    duration: {
      required: true,
      instead: 'until',
      expected: 'a number of seconds, at most a year',
      accepts: (value) => typeof value === 'number' && value >= 0 && value <= YEAR_SECONDS,
    },
    until: {
      expected: 'a time as 2030-01-31T12:00:00Z, or in seconds since 1970',
      accepts: isTime,
    },
  },
  'wait:event': {
    event: { ...text, required: true },
    match: {
      expected: '"input", "none", or an object',
      accepts: (value) => value === 'input' || value === 'none' || isObject(value),
    },
    namespace: text,
    sender: text,
    type: text,
    from: {
      expected: '"start", "now", "beginning", or an offset',
      accepts: (value) => froms.some((from) => from === value) || isOffset(value),
    },
    receipt: yesOrNo,
  },
  'wait:http': { key: text },
  'wait:listener': { listener: { ...text, required: true }, args: list },
  'wait:acquire': latch,
  'wait:release': latch,
  'wait:countdown': latch,
  'request:get': request,
  'request:post': request,
  'request:put': request,
  'request:delete': request,
};

/** As Amazon States Language has timestamps, or seconds as far as dates go. */
function isTime(value: unknown): boolean {
  if (typeof value === 'number') return value >= 0 && value * 1000 <= 8.64e15;
  return (
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}

function isOffset(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the name is one of those that are kept for built-in tasks, known or not. */
export function isBuiltInName(name: string): boolean {
  return name.startsWith('wait:') || name.startsWith('request:');
}
