/** The figures of a bench as text: a block for each part, nested ones indented. */
export function showBench(figures: object, indent = ''): void {
  const width = Math.max(...Object.keys(figures).map((name) => name.length));
  for (const [name, value] of Object.entries(figures)) {
    if (typeof value === 'object' && value !== null) {
      console.log(`${indent}${name}`);
      showBench(value, `${indent}  `);
    } else console.log(`${indent}${name.padEnd(width)}  ${value}`);
  }
}
