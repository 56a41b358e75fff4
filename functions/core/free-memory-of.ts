/**
 * Frees the memory in which these bytes are, all of it and at once: for memory that is nobody else's and will not be
 * read again; the bytes are none after. What is left to the garbage collector makes V8 search its whole heap for every
 * 20 MB of such memory: in the fold of compressed events that took as long as decompressing them.
 */
export function freeMemoryOf({ buffer }: ArrayBufferView): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
