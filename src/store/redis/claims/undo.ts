/**
 * Releases, behind the caller's back, claims whose answer never came and those that could not be released. Such a claim
 * may lie in Redis, or land there later, and would make the provider's next attempt wait for nobody. The lease frees
 * what this cannot reach.
 */
import { LEASE_MS } from '../../../line/claim/claim-store.js';
import type { MonotonicMs } from '../../../model/time.js';

/** More than a gateway has in flight; beyond it the lease has to do. */
const MAX_OPEN = 10_000;

export class UncertainClaims {
  /** By key and owner: when the answer was given up. */
  readonly #open = new Map<
    string,
    { readonly key: string; readonly claim: string; readonly since: MonotonicMs }
  >();
  readonly #release: (key: string, claim: string) => Promise<unknown>;

  /** @param release sends one release, at once or never. */
  constructor(release: (key: string, claim: string) => Promise<unknown>) {
    this.#release = release;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Sends the release after the claim, on the same connection; kept until it is answered. */
  add(key: string, claim: string): void {
    if (this.#open.size >= MAX_OPEN) return;
    const id = `${key} ${claim}`;
    this.#open.set(id, { key, claim, since: performance.now() });
    this.#send(id, key, claim);
  }

  /** The owner asks again: it wants the claim after all. */
  drop(key: string, claim: string): void {
    if (this.#open.size > 0) this.#open.delete(`${key} ${claim}`);
  }

  /** Sends again what got no answer; called when Redis is back, before anybody else may ask. */
  flush(): void {
    const now = performance.now();
    for (const [id, { key, claim, since }] of this.#open) {
      if (now - since > LEASE_MS) this.#open.delete(id);
      else this.#send(id, key, claim);
    }
  }

  #send(id: string, key: string, claim: string): void {
    this.#release(key, claim).then(
      () => this.#open.delete(id),
      () => undefined,
    );
  }
}
