/**
 * Bodies on their way in, which nobody has verified yet. Whoever is a stranger may hold some of them, never so many that
 * a genuine delivery finds no room: a client and a route have shares, and an upload that stands still is ended.
 */
import { Chain, type Linked } from '../model/chain.js';
import { Outcome } from '../model/outcome.js';
import type { MonotonicMs } from '../model/time.js';
import type { Share } from '../line/receive.js';

export interface UploadLimits {
  /** Bytes of all bodies together. */
  readonly maxBufferedBytes: number;
  /** Bodies at the same time; a client may have an eighth of them. */
  readonly maxUploads: number;
}

/** Of `maxUploads`, for one client. */
const CLIENT_UPLOADS = 1 / 8;
/** Of `maxBufferedBytes`. Shares bind once all uploads together hold this much. */
const BINDING = 1 / 2;
const ROUTE_BYTES = 1 / 4;
const CLIENT_BYTES = 1 / 16;
/** Bytes a second that an upload must make once it has had its first seconds, over each span that is looked at. */
const SLOWEST = 1024;
const GRACE_MS = 5_000;
const SPAN_MS = 2_000;
/** Past `maxUploads` those that stand still give way this early. */
const SHORT_GRACE_MS = 1_000;

/** Stands for the clients without a share of their own; no address is empty. */
const EVERYBODY = '';

/** So many who hold nothing any more may still be known, until the next look at all uploads. */
const MOST_FORMER = 256;

interface Holder {
  bytes: number;
  uploads: number;
}

export class Uploads {
  #bytes = 0;
  readonly #limits: () => UploadLimits;
  readonly #now: () => MonotonicMs;
  readonly #routes = new Holding();
  readonly #clients = new Holding();
  readonly #open = new Chain<Upload>();

  /** @param limits read at each upload: a reload may change them */
  constructor(limits: () => UploadLimits, now: () => MonotonicMs) {
    this.#limits = limits;
    this.#now = now;
  }

  get count(): number {
    return this.#open.size;
  }

  /**
   * @param maxBodySize bytes; as much a client may hold on a route whatever the others do
   * @param client undefined for one without a share of its own
   * @returns why there is no room
   */
  begin(route: string, maxBodySize: number, client: string | undefined): Upload | Outcome {
    const { maxUploads } = this.#limits();
    if (client !== undefined && (this.#clients.known(client)?.uploads ?? 0) >= maxUploads * CLIENT_UPLOADS)
      return new Outcome('overloaded', { reason: 'client_uploads' });
    if (this.#open.size >= maxUploads && !this.#makePlace(client))
      return new Outcome('overloaded', { reason: 'uploads' });
    const upload = new Upload(this, maxBodySize, this.#now(), {
      route: this.#routes.take(route),
      client: this.#clients.take(client ?? EVERYBODY),
      hasShare: client !== undefined,
    });
    this.#open.add(upload);
    return upload;
  }

  /** An upload is over. */
  ended(upload: Upload): void {
    this.#open.delete(upload);
    this.#routes.leave(upload.holders.route);
    this.#clients.leave(upload.holders.client);
  }

  /** To be called every second. */
  endSlow(): void {
    const now = this.#now();
    for (const upload of this.#open)
      if (upload.hadGrace(now) && upload.isSlow(now, SPAN_MS)) upload.endAsSlow();
    this.#routes.forgetFormer();
    this.#clients.forgetFormer();
  }

  /** @param more bytes, negative for those that are given back */
  add(more: number): void {
    this.#bytes += more;
  }

  /** Whether one of these holds too much, now that room is short. */
  exceeds({ route, client, hasShare }: Holders, maxBodySize: number): string | undefined {
    const { maxBufferedBytes: maxBytes } = this.#limits();
    if (this.#bytes <= maxBytes * BINDING) return undefined;
    // One body each always passes, however many strangers share the route.
    if (hasShare && client.bytes <= maxBodySize) return undefined;
    if (hasShare && client.bytes > maxBytes * CLIENT_BYTES) return 'client_share';
    return route.bytes > Math.max(maxBytes * ROUTE_BYTES, maxBodySize) ? 'route_share' : undefined;
  }

  /**
   * All room is taken: the largest body of a route that holds more than its share gives way, if it is larger than the
   * one that needs the room.
   */
  makeRoom(needy: Upload): boolean {
    const share = this.#limits().maxBufferedBytes * ROUTE_BYTES;
    let largest: Upload | undefined;
    for (const upload of this.#open) {
      if (upload.holders.route.bytes > share && upload.bytes > (largest ?? needy).bytes) largest = upload;
    }
    largest?.stop(new Outcome('overloaded', { reason: 'route_share' }));
    return largest !== undefined;
  }

  /** All places are taken: who stands still gives way, else the oldest body of the client that has the most of them. */
  #makePlace(client = EVERYBODY): boolean {
    const now = this.#now();
    for (const upload of this.#open) {
      if (!upload.isSlow(now, SHORT_GRACE_MS)) continue;
      upload.endAsSlow();
      return true;
    }
    const own = this.#clients.known(client);
    let most: Holder = own ?? { bytes: 0, uploads: 0 };
    for (const holder of this.#clients.all()) if (holder.uploads > most.uploads) most = holder;
    for (const upload of this.#open) {
      if (upload.holders.client !== most || most === own) continue;
      upload.stop(new Outcome('overloaded', { reason: 'uploads' }));
      return true;
    }
    return false;
  }
}

interface Holders {
  readonly route: Holder;
  /** One for all clients that have no share of their own. */
  readonly client: Holder;
  readonly hasShare: boolean;
}

/** One body on its way in. */
export class Upload implements Share, Linked<Upload> {
  #bytes = 0;
  /** When the bytes were looked at last, and how many there were. */
  #seenAt: MonotonicMs;
  #hadGrace = false;
  #seenBytes = 0;
  #stop: ((outcome: Outcome) => void) | undefined;
  readonly #uploads: Uploads;
  readonly #maxBodySize: number;
  readonly holders: Holders;
  /** Among those that are open. */
  before: Upload | undefined;
  after: Upload | undefined;

  constructor(uploads: Uploads, maxBodySize: number, now: MonotonicMs, holders: Holders) {
    this.#uploads = uploads;
    this.#maxBodySize = maxBodySize;
    this.#seenAt = now;
    this.holders = holders;
  }

  onStop(stop: (outcome: Outcome) => void): void {
    this.#stop = stop;
  }

  take(bytes: number): Outcome | undefined {
    this.#add(bytes);
    const reason = this.#uploads.exceeds(this.holders, this.#maxBodySize);
    return reason === undefined ? undefined : new Outcome('overloaded', { reason });
  }

  end(): void {
    this.#add(-this.#bytes);
    this.#stop = undefined;
    this.#uploads.ended(this);
  }

  /** What it made in its first seconds does not count. */
  hadGrace(now: MonotonicMs): boolean {
    if (this.#hadGrace) return true;
    if (now - this.#seenAt >= GRACE_MS) {
      this.#hadGrace = true;
      this.#look(now);
    }
    return false;
  }

  /** Whether it made less than the slowest pace since it was looked at, if that was so long ago. */
  isSlow(now: MonotonicMs, spanMs: number): boolean {
    const ms = now - this.#seenAt;
    if (ms < spanMs) return false;
    const slow = this.#bytes - this.#seenBytes < (SLOWEST * ms) / 1000;
    this.#look(now);
    return slow;
  }

  #look(now: MonotonicMs): void {
    this.#seenAt = now;
    this.#seenBytes = this.#bytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  makeRoom(): boolean {
    return this.#uploads.makeRoom(this);
  }

  stop(outcome: Outcome): void {
    this.#stop?.(outcome);
  }

  endAsSlow(): void {
    this.stop(new Outcome('malformed', { reason: 'slow_upload', status: 408 }));
  }

  #add(bytes: number): void {
    const { route, client } = this.holders;
    this.#bytes += bytes;
    this.#uploads.add(bytes);
    route.bytes += bytes;
    client.bytes += bytes;
  }
}

/** Who holds something, by name. Strangers choose their addresses: nobody who holds nothing is remembered for long. */
class Holding {
  readonly #byName = new Map<string, Holder>();
  /** So many of them hold nothing any more. To forget each at once costs more than the rest of an upload. */
  #former = 0;

  known(name: string): Holder | undefined {
    return this.#byName.get(name);
  }

  all(): Iterable<Holder> {
    return this.#byName.values();
  }

  /** For one upload more. */
  take(name: string): Holder {
    let holder = this.#byName.get(name);
    if (!holder) {
      holder = { bytes: 0, uploads: 0 };
      this.#byName.set(name, holder);
    } else if (holder.uploads === 0) this.#former--;
    holder.uploads++;
    return holder;
  }

  /** An upload is over. */
  leave(holder: Holder): void {
    holder.uploads--;
    if (holder.uploads === 0 && ++this.#former > MOST_FORMER) this.forgetFormer();
  }

  forgetFormer(): void {
    for (const [name, { uploads }] of this.#byName) if (uploads === 0) this.#byName.delete(name);
    this.#former = 0;
  }
}
