import type { TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';

/**
 * Of a text field: what is being typed stays while answers come in and the page is drawn anew, and counts once the
 * field is left.
 */
export function useTyped(value: string, onText: (text: string) => void) {
  const [typed, setTyped] = useState<string | null>(null);
  return {
    value: typed ?? value,
    onInput: ({ currentTarget }: TargetedEvent<HTMLInputElement>) => setTyped(currentTarget.value),
    onChange: ({ currentTarget }: TargetedEvent<HTMLInputElement>) => {
      setTyped(null);
      onText(currentTarget.value);
    },
  };
}
