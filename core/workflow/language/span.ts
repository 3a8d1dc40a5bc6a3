/** A part of the source: where it begins and how long it is, in UTF-16 units. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** A name with where it stands. */
export interface Named extends Span {
  readonly name: string;
}
