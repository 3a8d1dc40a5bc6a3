import { inParallel } from '../in-parallel.ts';
import type { Pointer } from './pointer-items.ts';
import type { SettledRange } from './walk-chunks.ts';

/** An event of a pointer. */
export interface Place {
  readonly offset: number;
  readonly pointer: Pointer;
  /** Which of the pointer's events, from 0. */
  readonly index: number;
}

/** Partitions asked at once. */
const CONCURRENT_QUERIES = 16;

interface Source {
  readonly pages: AsyncGenerator<Pointer[]>;
  /** Those not given yet, the next one last. */
  places: Place[];
}

/**
 * The events that several sequences of pointers lead to, as one sequence by offset, in pieces of at most `size`.
 *
 * @param sources each by offset, or each backwards.
 */
export async function* mergePointers(
  sources: readonly AsyncGenerator<Pointer[]>[],
  range: SettledRange,
  backwards: boolean,
  size: number,
): AsyncGenerator<Place[]> {
  const direction = backwards ? -1 : 1;
  const refill = async (source: Source): Promise<Source> => {
    while (source.places.length === 0) {
      const { value, done } = await source.pages.next();
      if (done === true) break;
      source.places = placesOf(value, range).sort((a, b) => direction * (b.offset - a.offset));
    }
    return source;
  };
  const opened = sources.map((pages) => ({ pages, places: [] }));
  const filled = await inParallel(opened, CONCURRENT_QUERIES, refill);
  let left: Source[] = filled.filter(({ places }) => places.length > 0);

  let piece: Place[] = [];
  while (left.length > 0) {
    const next = left.reduce((a, b) =>
      direction * (a.places.at(-1)!.offset - b.places.at(-1)!.offset) <= 0 ? a : b,
    );
    piece.push(next.places.pop()!);
    if (piece.length === size) {
      yield piece;
      piece = [];
    }
    if (next.places.length === 0 && (await refill(next)).places.length === 0) {
      left = left.filter((source) => source !== next);
    }
  }
  if (piece.length > 0) yield piece;
}

function placesOf(pointers: readonly Pointer[], { after, upTo }: SettledRange): Place[] {
  return pointers
    .flatMap((pointer) =>
      pointer.positions.map((position, index) => ({ offset: pointer.first + position, pointer, index })),
    )
    .filter(({ offset }) => offset > after && offset <= upTo);
}
