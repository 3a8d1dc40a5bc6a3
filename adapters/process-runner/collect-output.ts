import { StringDecoder } from 'node:string_decoder';
import { limits } from '../../core/contract/limits.ts';

/** What one run prints, on both of its streams, in the order in which it arrives. */
export interface OutputCollector {
  /** Takes a chunk of the stream `stream`. False when the run has now printed more than it may. */
  add(stream: number, chunk: Buffer): boolean;
  /** The text so far: at most `limits.outputBytes` of UTF-8. */
  text(): string;
}

/**
 * A character may be split over two chunks of one stream; a byte that is no UTF-8 becomes U+FFFD.
 *
 * @param onText is given the text piece by piece, as it comes: together, the text.
 */
export function collectOutput(onText?: (text: string) => void): OutputCollector {
  const decoders = new Map<number, StringDecoder>();
  /** As printed, and as text: U+FFFD takes three bytes where one was printed. */
  let printedBytes = 0;
  let textBytes = 0;
  let text = '';

  function append(piece: string): void {
    const fitting = cut(piece, limits.outputBytes - textBytes);
    // After a cut nothing follows, though it might fit.
    textBytes = fitting === piece ? textBytes + Buffer.byteLength(piece) : limits.outputBytes;
    if (fitting === '') return;
    text += fitting;
    onText?.(fitting);
  }

  return {
    add(stream, chunk) {
      const room = limits.outputBytes - printedBytes;
      printedBytes += chunk.length;
      if (room <= 0) return printedBytes <= limits.outputBytes;
      let decoder = decoders.get(stream);
      if (decoder === undefined) {
        decoder = new StringDecoder('utf8');
        decoders.set(stream, decoder);
      }
      append(decoder.write(chunk.length > room ? chunk.subarray(0, room) : chunk));
      return printedBytes <= limits.outputBytes;
    },
    text() {
      if (printedBytes <= limits.outputBytes) for (const decoder of decoders.values()) append(decoder.end());
      return text;
    },
  };
}

/** Cuts after the last whole character within so many bytes. */
function cut(text: string, limitBytes: number): string {
  if (text.length * 3 <= limitBytes || Buffer.byteLength(text) <= limitBytes) return text;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(limitBytes));
  return text.slice(0, read);
}
