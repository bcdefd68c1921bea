/**
 * Secrets that providers hand over in their handshakes. In this process's memory alone: never in the store, the log or a
 * list. Each is told once. Anyone can send such a request, so there are bounds, and a flood cannot push out everything.
 */
import type { HandedSecret } from '../model/delivery.js';
import type { EpochMs } from '../model/time.js';
import type { Revealed } from './operations.js';

/** Of one route. */
const KEPT = 16;
const MAX_AGE_MS = 24 * 3_600_000;

interface Kept {
  readonly secrets: readonly HandedSecret[];
  readonly pushedOut: number;
}

const NONE: Kept = { secrets: [], pushedOut: 0 };

export class HandedSecrets {
  readonly #routes = new Map<string, Kept>();

  /** The same secret again counts once, with the time of its last coming. */
  keep(route: string, secret: HandedSecret): void {
    const { secrets, pushedOut } = this.#of(route, secret.receivedAt);
    const others = secrets.filter(({ value }) => value !== secret.value);
    const all = [...others, secret];
    const over = all.length > KEPT;
    this.#routes.set(route, {
      secrets: over ? withoutOne(all) : all,
      pushedOut: pushedOut + (over ? 1 : 0),
    });
  }

  /** The earliest first. They are forgotten with this answer. */
  reveal(route: string, now: EpochMs): Revealed {
    const kept = this.#of(route, now);
    this.#routes.delete(route);
    return kept;
  }

  #of(route: string, now: EpochMs): Kept {
    const { secrets, pushedOut } = this.#routes.get(route) ?? NONE;
    return { secrets: secrets.filter(({ receivedAt }) => now - receivedAt <= MAX_AGE_MS), pushedOut };
  }
}

/**
 * Of the clients that sent the most, the middle one goes: what came before a flood stays, what came last stays, and a
 * single client pushes out its own.
 */
function withoutOne(secrets: readonly HandedSecret[]): readonly HandedSecret[] {
  const counts = new Map<string, number>();
  for (const { client } of secrets) counts.set(client, (counts.get(client) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const candidates = secrets.filter(({ client }) => counts.get(client) === most);
  const gone = candidates[Math.floor(candidates.length / 2)];
  return secrets.filter((secret) => secret !== gone);
}
