/**
 * The outside world as the stages see it. `adapters/` has one implementation of each for AWS and one for a single
 * machine; every implementation passes the contract suite of its port in `test/contract/`.
 */

/** Immutable objects under text keys such as `pages/reports/abc.json`: an S3 bucket, or a folder. */
export interface ObjectStore {
  /** The object's bytes, or undefined where there is none. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** The same in chunks, for bytes that do not fit in memory: a chunk is gone once the next one is asked for. */
  getStream(key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Writes whole or not at all; an object that is there already is replaced by the same or newer bytes. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /**
   * As `put`, for bytes that do not fit in memory; a chunk is done with when the next one is asked for. What the chunks
   * throw is thrown on, and nothing is written.
   */
  putStream(key: string, chunks: AsyncIterable<Uint8Array>): Promise<void>;
  /** Writes only where nothing is; answers false, and changes nothing, where an object is. */
  create(key: string, bytes: Uint8Array): Promise<boolean>;
  /** Keys with the prefix, in ascending order of their UTF-8 bytes. */
  list(prefix: string): Promise<string[]>;
  delete(key: string): Promise<void>;
}

/** What may stand in an item: JSON without floating surprises. Numbers are safe integers or plain decimals. */
export type ItemValue = string | number | boolean | null | readonly ItemValue[] | { readonly [key: string]: ItemValue };

/** One item of the ledger. `version` counts its conditional writes, from 1. */
export interface Item {
  readonly partition: string;
  readonly sort: string;
  readonly version: number;
  readonly value: { readonly [key: string]: ItemValue };
}

/** Fenced items: runs, plans, applied budgets, audit, register. A DynamoDB table. An item holds at most 400 KB. */
export interface Ledger {
  get(partition: string, sort: string): Promise<Item | undefined>;
  /**
   * Writes if the stored version is `expectedVersion` (0: there must be none); the item then has version
   * `expectedVersion + 1`. Answers false, and changes nothing, otherwise.
   */
  write(item: Omit<Item, 'version'>, expectedVersion: number): Promise<boolean>;
  /** Items of a partition in ascending order of `sort`, from `after` (excluded), with the prefix. */
  query(
    partition: string,
    options?: { prefix?: string; after?: string; descending?: boolean; limit?: number },
  ): Promise<Item[]>;
}

export interface Clock {
  nowMs(): number;
}

/** A file of the inbox (or of the paths a person gave), named relative to the folder it was found in. */
export interface InboxFile {
  readonly name: string;
  readonly bytes: number;
  /** Changes when the content does (size and modification time, or an ETag); spares reading what is known. */
  readonly fingerprint: string;
  /** When it arrived, where that is known. */
  readonly modifiedMs?: number;
}

/** Files that wait to be ingested, sorted by name. Names that start with a dot or end in `.part` are not listed. */
export interface Inbox {
  /** The largest file that is taken in, where there is a limit; a larger one is refused unread. */
  readonly bytesMax?: number;
  list(): Promise<{ files: InboxFile[]; unreadable: { name: string; message: string }[] }>;
  /**
   * The file's bytes in chunks; throws `UnreadableFile`. Of a `passing` read a chunk is gone once the next one is asked
   * for: its memory may have been freed at once, or used again.
   */
  open(name: string, options?: { readonly passing: boolean }): AsyncIterable<Uint8Array>;
  /** Keeps a refused file aside with the reason, where the inbox can: it is not listed again until somebody acts. */
  park?(file: Pick<InboxFile, 'name' | 'fingerprint'>, reason: { code: string; message: string }): Promise<void>;
}

/** Messages to the people who approve of plans. */
export interface Outbox {
  readonly stage: string;
  /** An address that opens an object of the store for so long. */
  linkTo(key: string, hours: number): Promise<string>;
  send(message: { subject: string; text: string }): Promise<void>;
}
