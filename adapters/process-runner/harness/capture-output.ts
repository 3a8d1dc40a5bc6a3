import fs from 'node:fs';
import { Writable } from 'node:stream';

const { writeSync } = fs;
const toBytes = Buffer.from;

/**
 * Makes `process.stdout` and `process.stderr` one stream that has written when `write` returns: what is printed
 * reaches the host before the result does, in the order in which it was printed. (Node's own streams on pipes
 * queue in memory when the pipe is full.)
 *
 * @param fd where it goes.
 * @returns a function that prints a text there, whatever user code has made of the streams.
 */
export function captureOutput(fd: number): (text: string) => void {
  const print = (chunk: Uint8Array): void => {
    for (let offset = 0; offset < chunk.length; ) offset += writeSync(fd, chunk, offset);
  };
  for (const name of ['stdout', 'stderr']) {
    const stream = new Writable({
      decodeStrings: true,
      write(chunk: Buffer, _encoding, done) {
        print(chunk);
        done();
      },
    });
    Object.defineProperty(stream, 'fd', { value: fd });
    Object.defineProperty(process, name, { value: stream, enumerable: true, configurable: true });
  }
  return (text) => print(toBytes(text));
}
