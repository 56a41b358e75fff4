import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A place in a bundle, as stacks name it: file:///var/task/index.mjs:1:23456. */
const PLACE = /(file:\/\/[^\s()]*\.mjs):(\d+):(\d+)/g;

/**
 * An error's stack in terms of the sources, by the map beside each bundle; a place without one stays as it is. Maps are
 * read when an error comes: Node's `--enable-source-maps` reads and parses them at each start, which takes 10 to 20 ms.
 */
export function sourceStack({ stack = '' }: Error): string {
  const maps = new Map<string, SourceMap | null>();
  return stack.replaceAll(PLACE, (place, url: string, line: string, column: string) => {
    const map = maps.get(url) ?? mapBeside(url);
    maps.set(url, map);
    const origin = map?.findOrigin(Number(line), Number(column));
    return origin !== undefined && 'fileName' in origin
      ? `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`
      : place;
  });
}

function mapBeside(url: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8')));
  } catch {
    return null;
  }
}
