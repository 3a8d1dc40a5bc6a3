import { type Allowance, spend } from './allowance.ts';

/** Whether two JSON values are the same: numbers by value, objects whatever the order of their keys. */
export function equalJson(left: unknown, right: unknown, allowance: Allowance): boolean {
  // Not by recursion: values may be deeper than the stack.
  const waiting: [unknown, unknown][] = [[left, right]];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    spend(allowance, 1);
    const [one, other] = pair;
    if (one === other) continue;
    if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
    if (Array.isArray(one) !== Array.isArray(other)) return false;
    const keys = Object.keys(one);
    if (keys.length !== Object.keys(other).length) return false;
    for (const key of keys) {
      if (!Object.hasOwn(other, key)) return false;
      waiting.push([one[key as keyof typeof one], other[key as keyof typeof other]]);
    }
  }
  return true;
}
