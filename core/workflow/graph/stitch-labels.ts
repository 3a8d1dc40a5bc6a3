import type { Locate } from '../language/locate.ts';
import type { Report } from '../language/report.ts';
import type { Named, Span } from '../language/span.ts';

/**
 * The labels of one scope. A label is a joint: every node whose output goes to it leads to every node that takes its input from
 * it.
 */
export interface Labels {
  /** `node :name` */
  output(label: Named, node: number): void;
  /** `:name node` */
  input(label: Named, node: number): void;
  /** `:name → node` */
  source(label: Named, node: number): void;
  /** `node → :name`; with `merge`, `node → > :name` */
  destination(label: Named, node: number, merge: boolean): void;
  /** Gives the edges, and reports references to nothing; false when there are any. */
  stitch(addEdge: (from: number, to: number) => void, mergeAt: (node: number) => void): boolean;
}

interface Joint {
  readonly senders: number[];
  readonly receivers: number[];
  readonly references: (Named & { readonly kind: 'source' | 'destination'; readonly merge: boolean })[];
  output?: Span;
  input?: Span;
}

export function openLabels(report: Report, locate: Locate): Labels {
  const joints = new Map<string, Joint>();

  const jointOf = (name: string): Joint => {
    const joint = joints.get(name) ?? { senders: [], receivers: [], references: [] };
    joints.set(name, joint);
    return joint;
  };

  const define = (kind: 'output' | 'input', label: Named, node: number) => {
    if (isReserved(label, report)) return;
    const joint = jointOf(label.name);
    const earlier = joint[kind];
    if (earlier !== undefined) {
      const { line, column } = locate(earlier.offset);
      const message = `The ${kind} label :${label.name} already exists, at ${line}:${column}. A line break does not end a statement: if the label begins one, put ";" before it.`;
      report.add('label-already-exists', label, message);
      return;
    }
    joint[kind] = label;
    (kind === 'output' ? joint.senders : joint.receivers).push(node);
  };

  return {
    output: (label, node) => define('output', label, node),
    input: (label, node) => define('input', label, node),
    source(label, node) {
      const joint = jointOf(label.name);
      joint.receivers.push(node);
      joint.references.push({ ...label, kind: 'source', merge: false });
    },
    destination(label, node, merge) {
      const joint = jointOf(label.name);
      joint.senders.push(node);
      joint.references.push({ ...label, kind: 'destination', merge });
    },
    stitch(addEdge, mergeAt) {
      let complete = true;
      for (const { senders, receivers, references } of joints.values()) {
        for (const from of senders) for (const to of receivers) addEdge(from, to);
        if (references.some(({ merge }) => merge)) for (const node of receivers) mergeAt(node);
        for (const reference of references) {
          const others = reference.kind === 'source' ? senders : receivers;
          if (others.length > 0) continue;
          complete = false;
          report.add('label-unknown', reference, unknown(reference, joints));
        }
      }
      return complete;
    },
  };
}

/** `:start` and `:end` name the ends of the scope, and no step. */
export function isReserved(label: Named, report: Report): boolean {
  if (label.name !== 'start' && label.name !== 'end') return false;
  const message = `:${label.name} is a reserved label: ${
    label.name === 'start'
      ? 'it begins a statement, as in ":start → A", or ends one that goes round, as in "A → :start".'
      : 'it ends a statement, as in "A → :end".'
  } Choose another name, or put ";" before it if it begins a statement.`;
  report.add('label-reserved', label, message);
  return true;
}

function unknown(
  { kind, name }: Named & { kind: 'source' | 'destination' },
  joints: ReadonlyMap<string, Joint>,
): string {
  const [what, remedy] =
    kind === 'source'
      ? ['output', `Put :${name} behind the step whose output it stands for`]
      : ['input', `Put :${name} before the step whose input it stands for`];
  const known = [...joints]
    .filter(([, joint]) => (kind === 'source' ? joint.senders : joint.receivers).length > 0)
    .map(([label]) => `:${label}`);
  const others = known.length === 0 ? '' : ` Here are ${known.join(', ')}.`;
  return `Unknown ${what} label :${name}. ${remedy}, in the same scope.${others}`;
}
