/**
 * One question to Redis, from its sending to its end. Every delivery asks twice: hence one object and one promise for all
 * that is to be done with an answer. What never changes of a question stands in its kind.
 */
import type { StoreUnavailable } from '../../../line/claim/claim-store.js';
import type { Linked } from '../../../model/chain.js';
import type { MonotonicMs } from '../../../model/time.js';
import type { StoreOperation } from '../../../queue/message-store.js';
import type { Arg, LeanCommand } from '../lean/lean-command.js';
import type { Client } from './client.js';

export interface Kind<T> {
  /** As metrics name it; left out, they do not hear of it. */
  readonly operation?: StoreOperation;
  readonly send: (client: Client, args: readonly Arg[]) => Promise<unknown>;
  /** Reads an answer. @throws StoreUnavailable */
  readonly read: (answer: unknown) => T;
  /** For the lean connection, where most deliveries ask it. */
  readonly lean?: LeanCommand;
  /** A full Redis makes no room for it. */
  readonly isMeek?: boolean;
}

/** A question to whom it is all the same what an answer means. */
export interface Asked extends Linked<Asked> {
  readonly kind: Kind<unknown>;
  readonly args: readonly Arg[];
  readonly askedAt: MonotonicMs;
  /** The server may have it. */
  readonly wasSent: boolean;
  answered(answer: unknown): void;
  /** The server did not do it, or nobody knows. */
  failed(error: unknown): void;
  /** What comes of it now concerns nobody any more. */
  giveUp(error: unknown): void;
}

/** The connection, to the questions that go over it. */
export interface Carrier {
  /** The server did not do it, or nobody knows. It is answered or given up in the end. */
  failed(question: Asked, error: unknown): void;
  /** @returns what is the matter */
  judge(error: unknown): StoreUnavailable;
  /** Called before whoever awaits the answer goes on; with the failure where there is none. */
  ended(question: Asked, failure?: StoreUnavailable): void;
}

export class Question<T> implements Asked {
  readonly kind: Kind<T>;
  readonly args: readonly Arg[];
  readonly askedAt: MonotonicMs = performance.now();
  wasSent = false;
  before: Asked | undefined;
  after: Asked | undefined;
  /** Rejects with a StoreUnavailable. */
  readonly answer: Promise<T>;
  readonly #carrier: Carrier;
  #resolve!: (value: T) => void;
  #reject!: (failure: StoreUnavailable) => void;
  #isOpen = true;

  constructor(kind: Kind<T>, args: readonly Arg[], carrier: Carrier) {
    this.kind = kind;
    this.args = args;
    this.#carrier = carrier;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  answered(answer: unknown): void {
    if (!this.#isOpen) return;
    let value: T;
    try {
      value = this.kind.read(answer);
    } catch (error) {
      this.giveUp(error);
      return;
    }
    this.#isOpen = false;
    this.#resolve(value);
    this.#carrier.ended(this);
  }

  failed(error: unknown): void {
    this.#carrier.failed(this, error);
  }

  giveUp(error: unknown): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.refuse(this.#carrier.judge(error));
  }

  refuse(failure: StoreUnavailable): void {
    this.#isOpen = false;
    this.#reject(failure);
    this.#carrier.ended(this, failure);
  }
}
