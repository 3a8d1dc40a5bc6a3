declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A DynamoDB in memory; `createTableMs` is how long a table takes to become active. */
  export default function dynalite(options: { createTableMs?: number }): Server;
}
