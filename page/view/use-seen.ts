import { useEffect, useRef, useState } from 'preact/hooks';

/** Elements this near the window count as seen, so that a scroll meets rows that are up to date. */
const MARGIN = '150px';

/** The keys of those elements that can be seen, and a way to watch one, as its `ref`. */
export function useSeen(): {
  readonly seen: ReadonlySet<string>;
  readonly watch: (key: string) => (element: Element | null) => void;
} {
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const keys = useRef(new WeakMap<Element, string>());
  const elements = useRef(new Map<string, Element>());
  const observer = useRef<IntersectionObserver | null>(null);
  observer.current ??= new IntersectionObserver(
    (entries) =>
      setSeen((before) => {
        const after = new Set(before);
        for (const { target, isIntersecting } of entries) {
          const key = keys.current.get(target) ?? '';
          if (isIntersecting) after.add(key);
          else after.delete(key);
        }
        return after;
      }),
    { rootMargin: MARGIN },
  );
  useEffect(() => () => observer.current?.disconnect(), []);
  const watch = (key: string) => (element: Element | null) => {
    const before = elements.current.get(key);
    if (before === element) return;
    if (before !== undefined) observer.current?.unobserve(before);
    elements.current.delete(key);
    if (element === null) return;
    elements.current.set(key, element);
    keys.current.set(element, key);
    observer.current?.observe(element);
  };
  return { seen, watch };
}
