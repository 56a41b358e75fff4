import { useEffect, useState } from 'preact/hooks';

/** The value as of the frame before: what costs most to draw follows one frame after the numbers. */
export function useAfterPaint<Value>(value: Value): Value {
  const [painted, setPainted] = useState({ value });
  // Never cancelled: under a hand that does not rest, each frame still draws the plan before it.
  useEffect(() => void requestAnimationFrame(() => setPainted({ value })), [value]);
  return painted.value;
}
