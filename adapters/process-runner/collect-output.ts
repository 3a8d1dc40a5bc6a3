import { StringDecoder } from 'node:string_decoder';
import { limits } from '../../core/contract/limits.ts';

/** What one run prints, on both of its streams, in the order in which it arrives. */
export interface OutputCollector {
  /** Takes a chunk of the stream `stream`. False when the run has now printed more than it may. */
  add(stream: number, chunk: Buffer): boolean;
  /** True when the run has printed more than it may. */
  readonly exceeded: boolean;
  /** The text so far: at most `limits.outputBytes` of UTF-8. */
  text(): string;
}

/** A character may be split over two chunks of one stream; a byte that is no UTF-8 becomes U+FFFD. */
export function collectOutput(): OutputCollector {
  const decoders = new Map<number, StringDecoder>();
  let bytes = 0;
  let text = '';
  return {
    add(stream, chunk) {
      const room = limits.outputBytes - bytes;
      bytes += chunk.length;
      if (room <= 0) return bytes <= limits.outputBytes;
      let decoder = decoders.get(stream);
      if (decoder === undefined) {
        decoder = new StringDecoder('utf8');
        decoders.set(stream, decoder);
      }
      text += decoder.write(chunk.length > room ? chunk.subarray(0, room) : chunk);
      return bytes <= limits.outputBytes;
    },
    get exceeded() {
      return bytes > limits.outputBytes;
    },
    text() {
      if (bytes === 0) return '';
      if (bytes <= limits.outputBytes) for (const decoder of decoders.values()) text += decoder.end();
      return cut(text, limits.outputBytes);
    },
  };
}

/** U+FFFD takes three bytes where one was printed, so what fitted may not fit any more. */
function cut(text: string, limitBytes: number): string {
  if (text.length * 3 <= limitBytes || Buffer.byteLength(text) <= limitBytes) return text;
  const { written } = new TextEncoder().encodeInto(text, new Uint8Array(limitBytes));
  return Buffer.from(text).toString('utf8', 0, written);
}
