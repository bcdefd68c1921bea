/**
 * Finds the proxy that stands in front and that nobody named: if nearly all genuine deliveries come from one private
 * address, it is not one client, and must not have one client's share. Only genuine deliveries count, so no stranger
 * brings this about.
 */
import type { MonotonicMs } from '../model/time.js';
import { createAddressMatcher } from '../model/addresses.js';

const MINUTE_MS = 60_000;
const MINUTES = 15;
const NEARLY_ALL = 0.9;
/** So few deliveries tell nothing. */
const ENOUGH = 10;
/** Private addresses remembered for one minute; the others of it count as many. */
const MAX_ADDRESSES = 64;

const isPrivate = createAddressMatcher([
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
  '::1',
]);

interface Minute {
  readonly number: number;
  all: number;
  readonly byAddress: Map<string, number>;
}

export class FrontProxy {
  #minutes: Minute[] = [];
  #address: string | undefined;
  readonly #told = new Set<string>();
  readonly #now: () => MonotonicMs;
  readonly #found: (address: string) => void;

  /** @param found told once for each address that turns out to be one */
  constructor(now: () => MonotonicMs, found: (address: string) => void) {
    this.#now = now;
    this.#found = found;
  }

  /** Where nearly all genuine deliveries of the last quarter of an hour came from. */
  get address(): string | undefined {
    if (this.#address !== undefined && this.#minutes.at(-1)?.number !== this.#number()) this.#minute();
    return this.#address;
  }

  /** A delivery of this client was genuine. */
  genuine(address: string): void {
    const minute = this.#minute();
    minute.all++;
    const { byAddress } = minute;
    const known = byAddress.get(address);
    if (known !== undefined) byAddress.set(address, known + 1);
    else if (byAddress.size < MAX_ADDRESSES && isPrivate(address)) byAddress.set(address, 1);
    // Of one that cannot be a proxy nothing is to be learnt while there is none.
    const tells = this.#address !== undefined || byAddress.has(address);
    if (tells && address !== this.#address) this.#judge(address);
  }

  #minute(): Minute {
    const number = this.#number();
    const last = this.#minutes.at(-1);
    if (last?.number === number) return last;
    const minute = { number, all: 0, byAddress: new Map<string, number>() };
    this.#minutes = [...this.#minutes.filter((old) => old.number > number - MINUTES), minute];
    if (this.#address !== undefined && !this.#isNearlyAll(this.#address)) this.#address = undefined;
    return minute;
  }

  #number(): number {
    return Math.floor(this.#now() / MINUTE_MS);
  }

  #judge(address: string): void {
    if (this.#address !== undefined && !this.#isNearlyAll(this.#address)) this.#address = undefined;
    if (!this.#isNearlyAll(address)) return;
    this.#address = address;
    if (this.#told.has(address)) return;
    this.#told.add(address);
    this.#found(address);
  }

  #isNearlyAll(address: string): boolean {
    let all = 0;
    let own = 0;
    for (const minute of this.#minutes) {
      all += minute.all;
      own += minute.byAddress.get(address) ?? 0;
    }
    return all >= ENOUGH && own >= all * NEARLY_ALL;
  }
}
