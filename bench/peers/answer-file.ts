import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { answerSchema, type PeerAnswer } from './ask-peer.ts';

const FOLDER = fileURLToPath(new URL('../.results/', import.meta.url));
const FILE = `${FOLDER}peers.jsonl`;
const PEERS = fileURLToPath(new URL('.', import.meta.url));
const PROBLEMS = fileURLToPath(new URL('../allocate/problems.ts', import.meta.url));

const lineSchema = v.object({ code: v.string(), key: v.string(), answer: answerSchema });

/** Answers of peers to problems, kept as they come, so that a run that was stopped can be taken up. */
export interface AnswerFile {
  known(key: string): PeerAnswer | undefined;
  keep(key: string, answer: PeerAnswer): void;
}

/** With `resume`, answers of the very same problems and peers are taken as they are. */
export function answerFile(resume: boolean): AnswerFile {
  const code = codeOf();
  const answers = new Map<string, PeerAnswer>();
  const texts = resume && existsSync(FILE) ? readFileSync(FILE, 'utf8').split('\n') : [];
  for (const text of texts) {
    const line = parsed(text);
    if (line?.code === code) answers.set(line.key, line.answer);
  }
  mkdirSync(FOLDER, { recursive: true });
  return {
    known: (key) => answers.get(key),
    keep: (key, answer) => appendFileSync(FILE, `${JSON.stringify({ code, key, answer })}\n`),
  };
}

function codeOf(): string {
  const hash = createHash('sha256').update(readFileSync(PROBLEMS));
  for (const name of readdirSync(PEERS)
    .filter((file) => file.endsWith('.py') || file.endsWith('.txt'))
    .sort()) {
    hash.update(readFileSync(`${PEERS}${name}`));
  }
  return hash.digest('hex').slice(0, 16);
}

/** A line cut short by a stopped run counts as none. */
function parsed(text: string): v.InferOutput<typeof lineSchema> | undefined {
  try {
    return v.parse(lineSchema, JSON.parse(text));
  } catch {
    return undefined;
  }
}
