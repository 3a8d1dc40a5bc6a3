/** The value below which `percent` of the sorted values lie, rounded to three decimals. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return round(
    sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN,
  );
}

export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
