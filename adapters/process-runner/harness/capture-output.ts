import fs from 'node:fs';
import { Writable } from 'node:stream';

const { writeSync } = fs;
const OUT = 1;

/**
 * Makes `process.stdout` and `process.stderr` one stream that has written when `write` returns: what is printed
 * reaches the host before the result does, in the order in which it was printed. (Node's own streams on pipes
 * queue in memory when the pipe is full.)
 */
export function captureOutput(): void {
  for (const name of ['stdout', 'stderr']) {
    const stream = new Writable({
      decodeStrings: true,
      write(chunk: Buffer, _encoding, done) {
        for (let offset = 0; offset < chunk.length; ) offset += writeSync(OUT, chunk, offset);
        done();
      },
    });
    Object.defineProperty(stream, 'fd', { value: OUT });
    Object.defineProperty(process, name, { value: stream, enumerable: true, configurable: true });
  }
}
