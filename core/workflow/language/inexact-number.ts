/** What is wrong with a number that a double cannot hold: as JSON it would come back as another one. Undefined for the others. */
export function inexactNumber(written: string | bigint): string | undefined {
  const value = Number(written);
  if (!Number.isFinite(value)) return `${written} is beyond the largest number. Write it as a string.`;
  const isWhole = typeof written === 'bigint' || /^-?\d+$/.test(written);
  // Beyond 2^53 a double is written with the fewest digits that tell it from its neighbours.
  if (!isWhole || BigInt(value) === BigInt(written) || String(value) === String(written)) return undefined;
  return `${written} would lose digits. Write it as a string.`;
}
