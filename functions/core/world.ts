import type { Clock, Inbox, Ledger, ObjectStore, Outbox } from './ports.ts';

/** What a person may watch while a long step works: `done` of `total`, in `unit`s, of the step named `step`. */
export interface ProgressEvent {
  readonly step: string;
  readonly done: number;
  readonly total: number;
  readonly unit: string;
}

/** The policy as it stands now: the file's text, and the name to use in messages. */
export interface PolicySource {
  read(): Promise<{ name: string; text: string }>;
}

/** Starts another machine. On AWS it answers once the execution is accepted, embedded once it has ended. */
export interface Workflows {
  start(workflow: 'apply', input: { readonly [key: string]: string | boolean }): Promise<void>;
}

/** Everything outside a stage, handed to each handler: a task is a function of its input and its world. */
export interface World {
  readonly objects: ObjectStore;
  readonly ledger: Ledger;
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly policy: PolicySource;
  readonly workflows: Workflows;
  /** Only where somebody is to be told by e-mail. */
  readonly outbox?: Outbox;
  readonly signal: AbortSignal;
  progress(event: ProgressEvent): void;
  /** Something a person should know that is no failure; one plain line. */
  warn(message: string): void;
}

/** A state's work: JSON in, JSON out, at most 256 KB each; large things travel as keys of objects. */
export type Task = (input: unknown, world: World) => Promise<unknown>;
