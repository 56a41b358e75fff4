import { useEffect, useState } from 'preact/hooks';

const REST_AFTER_MS = 200;

/** The value as it was when it last rested: what nobody sees while a slider moves follows when the hand does rest. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState({ value });
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ value }), REST_AFTER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled.value;
}
