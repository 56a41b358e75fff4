declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** In-memory without `path`. The three delays stand for the seconds AWS takes over a table. */
  export default function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
}
