/** A random number from 0 up to, not including, 1; injected so that tests are repeatable. */
export type Random = () => number;
