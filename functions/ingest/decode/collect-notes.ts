import type { ChannelId } from '../../core/channel.ts';
import type { ChannelNote } from '../../core/facts.ts';
import type { Statement } from './row-statement.ts';

/** Statements about channels, of which the newest of each kind stands, whatever order the rows are in. */
export interface NoteCollector {
  /** `atMs` orders the statements of one file; of two made at once the greater text stands. */
  add(channel: ChannelId, statement: Statement, atMs: number): void;
  /** Ascending by channel. With `dated`, each says when its channel's newest statement was made. */
  notes(options: { dated: boolean }): ChannelNote[];
}

export function collectNotes(): NoteCollector {
  const channels = new Map<ChannelId, Map<string, { atMs: number; value: string | number }>>();
  return {
    add(channel, statement, atMs) {
      const stated = channels.get(channel) ?? new Map<string, { atMs: number; value: string | number }>();
      channels.set(channel, stated);
      for (const [key, value] of Object.entries(statement)) {
        if (value === undefined) continue;
        const earlier = stated.get(key);
        const newer =
          earlier === undefined ||
          atMs > earlier.atMs ||
          (atMs === earlier.atMs && String(value) > String(earlier.value));
        if (newer) stated.set(key, { atMs, value });
      }
    },
    notes({ dated }) {
      return [...channels]
        .filter(([, stated]) => stated.size > 0)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([channel, stated]) =>
          Object.assign(
            { channel },
            Object.fromEntries([...stated].map(([key, { value }]) => [key, value])),
            dated ? { statedAtMs: Math.max(...[...stated.values()].map(({ atMs }) => atMs)) } : {},
          ),
        );
    },
  };
}
