/**
 * The deliveries of one load, in order, signed beforehand. Repeats and forgeries are spread evenly, not at random: two
 * rounds carry the same mixture. A repeat is of a delivery that was answered well, so it is a duplicate and not a twin.
 */
import type { Kind, Load } from './load.js';
import { createMint, type Wire } from './mint.js';

export interface Card {
  readonly kind: Kind;
  readonly wire: Wire;
}

export interface Deck {
  /** @returns undefined when there are no more. */
  draw(): Card | undefined;
  /** It was answered well: a genuine one may be repeated from now on. */
  accepted(card: Card): void;
}

/** How many answered ones are kept for repeats. */
const KEPT = 1_024;
/** So many new ones come first: repeats of one and the same delivery would be no load anybody has. */
const NEW_FIRST = 64;

export function createDeck({ bytes, paths, duplicates, forgeries }: Load, count: number): Deck {
  const mint = createMint({ bytes, paths });
  const isForged = spread(forgeries);
  const forged: boolean[] = [];
  const prepared: Wire[] = [];
  for (let i = 0; i < count; i++) {
    const forge = isForged();
    forged.push(forge);
    prepared.push(forge ? mint.forge() : mint.next());
  }
  const isRepeated = spread(duplicates);
  const answered: Wire[] = [];
  let drawn = 0;
  let answers = 0;
  let repeats = 0;

  return {
    draw() {
      if (drawn >= Math.min(NEW_FIRST, count) && answered.length > 0 && isRepeated()) {
        return { kind: 'duplicate', wire: answered[repeats++ % answered.length] ?? [] };
      }
      const wire = prepared[drawn];
      if (!wire) return undefined;
      const kind = forged[drawn++] ? 'forged' : 'genuine';
      return { kind, wire };
    },
    accepted({ kind, wire }) {
      if (kind === 'genuine' && duplicates > 0) answered[answers++ % KEPT] = wire;
    },
  };
}

/** True for this share of calls, as evenly as it goes. */
function spread(share: number): () => boolean {
  let owed = 0;
  return () => {
    owed += share;
    if (owed < 1) return false;
    owed -= 1;
    return true;
  };
}
