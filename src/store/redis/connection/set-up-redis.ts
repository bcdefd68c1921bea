/**
 * A connection that is ready only once it is set up as asked. The library takes a refused SELECT for a passing event and
 * goes on in database 0, which is somebody else's. Here it is a failure to connect: nothing is asked, and after a while
 * it is tried again.
 */
import { Redis, type RedisOptions } from 'ioredis';

type Done = (error: Error | null, info?: object) => void;

/** A connection that was ready for less has failed like one that never was. */
const SETTLED_MS = 1_000;

export class SetUpRedis extends Redis {
  readonly #given: RedisOptions;
  #refusal: Error | undefined;
  /** Since a connection settled; the library counts anew with each one that was ready, however short. */
  #attempts = 0;
  #readyAt = Infinity;

  constructor(given: RedisOptions) {
    super({
      ...given,
      replyMapping: 'legacy',
      // Not the library's own check, which asks INFO: a user may not be allowed that, and a server that loads would be
      // asked again too late.
      enableReadyCheck: true,
      retryStrategy: () => given.retryStrategy?.(this.#attempt()),
    });
    this.#given = given;
    Object.assign(this, { _readyCheck: this.#check.bind(this) });
    this.on('error', (error: Error & { command?: { readonly name: string } }) => {
      if (error.command?.name === 'select') this.#refusal = error;
    });
    this.on('connect', () => {
      this.#refusal = undefined;
    });
    this.on('ready', () => {
      this.#readyAt = performance.now();
    });
  }

  /** Workers' blocking connections are made so. */
  override duplicate(override?: Partial<RedisOptions>): never {
    return new SetUpRedis({ ...this.#given, ...override }) as never;
  }

  /** Called by the library when everything of the set-up is answered. */
  #check(done: Done): void {
    done(this.#refusal ?? null, {});
  }

  #attempt(): number {
    if (performance.now() - this.#readyAt > SETTLED_MS) this.#attempts = 0;
    this.#readyAt = Infinity;
    this.#attempts += 1;
    return this.#attempts;
  }
}
