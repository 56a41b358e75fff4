import { decideStyle, type Decided } from './decide-style.ts';
import { readNumber } from './read-number.ts';

/** `point`: 1,234.56. `comma`: 1.234,56. */
export type NumberStyle = 'point' | 'comma';

/**
 * How a file writes its numbers, decided from all of them: `78.75` and `1,234.5` can only be `point`, `78,75` and
 * `1.234,5` only `comma`, and `1,234` may be either. `prior` decides where no number does.
 */
export function numberStyleOf(numbers: Iterable<string>, prior: NumberStyle): Decided<NumberStyle> {
  let point = 0;
  let comma = 0;
  for (const text of numbers) {
    const reading = readNumber(text);
    if (reading === undefined) continue;
    if (reading.comma === undefined) point += 1;
    else if (reading.point === undefined) comma += 1;
  }
  return decideStyle({ point, comma }, prior);
}
