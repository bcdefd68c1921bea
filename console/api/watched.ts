/** One value that several parts of the page watch. */
import { useEffect, useState } from 'preact/hooks';

export class Watched<T> {
  #value: T;
  readonly #listeners = new Set<(value: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of this.#listeners) listener(value);
  }

  /** @returns what ends it */
  listen(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}

export function useWatched<T>(watched: Watched<T>): T {
  const [value, show] = useState(watched.value);
  useEffect(() => {
    show(() => watched.value);
    return watched.listen((next) => {
      show(() => next);
    });
  }, [watched]);
  return value;
}
