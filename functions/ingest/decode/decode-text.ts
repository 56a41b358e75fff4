/** How many bytes decide the encoding. */
const SNIFFED_BYTES = 65_536;

/**
 * Text of a file in UTF-8, UTF-16 (either order, with or without a byte order mark) or, where the first 64 KiB are not
 * valid UTF-8, Windows-1252, which is what Excel writes in Europe. The byte order mark is taken off.
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let held: Uint8Array = new Uint8Array(0);
  for await (const chunk of bytes) {
    if (decoder === undefined) {
      // Copied: a chunk is gone when the next one comes.
      held = Buffer.concat([held, chunk]);
      if (held.length < SNIFFED_BYTES) continue;
      decoder = new TextDecoder(encodingOf(held));
      yield decoder.decode(held, { stream: true });
    } else {
      yield decoder.decode(chunk, { stream: true });
    }
  }
  yield decoder === undefined ? new TextDecoder(encodingOf(held)).decode(held) : decoder.decode();
}

/** Worked example: `ff fe` starts UTF-16LE, which the Google Ads Editor writes. */
export function encodingOf(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (const [index, byte] of head.subarray(0, 1024).entries())
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [evenZeros = 0, oddZeros = 0] = zeros;
  // Western text in UTF-16 has a zero in nearly every other byte; stray NULs in UTF-8 are on both sides or few.
  const pairs = Math.min(head.length, 1024) / 2;
  if (oddZeros > 0.7 * pairs && evenZeros < 0.1 * pairs) return 'utf-16le';
  if (evenZeros > 0.7 * pairs && oddZeros < 0.1 * pairs) return 'utf-16be';
  return isUtf8(head.subarray(0, SNIFFED_BYTES)) ? 'utf-8' : 'windows-1252';
}

function isUtf8(head: Uint8Array): boolean {
  try {
    // `stream` forgives a character that the cut goes through.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}
