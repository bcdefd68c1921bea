/**
 * The scene that `demo --keep` goes on with. A provider sends, its secret changes, what it sends is refused; once the
 * gateway has the new secret, whoever watches has the refused ones verified again, and the provider's late retries of
 * them are duplicates.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { deliver, type Answer } from './deliver.js';
import type { ReceiverName } from './demo-receivers.js';
import { allDone, allTaken, heldBack, line, opening, secretChanged, secretKnown } from './scene-text.js';
import { Shop, leadEvent, type SceneDelivery } from './shop.js';
import type { Stage } from './stage.js';

/** What has happened: the secret changed, the gateway has the new one, the refused are taken, their retries came. */
export type Chapter = 'refused' | 'known' | 'taken' | 'done';

export interface SceneOptions {
  /** Milliseconds from one delivery to the next. */
  readonly every: number;
  readonly say: (text: string) => void;
  /** Aborted: it ends behind the delivery in hand. */
  readonly stop: AbortSignal;
  /** How a shell calls this program. */
  readonly program: string;
  /** Hears when each begins. */
  readonly entered?: (chapter: Chapter) => void;
  /** The one that the provider changes to. */
  readonly newSecret?: string;
}

/** Plays until it is stopped. @returns whether all went as promised */
export async function playScene(stage: Stage, options: SceneOptions): Promise<boolean> {
  const { every, say, stop } = options;
  say(opening(stage, every));
  const scene = new Scene(stage, options);
  while (!stop.aborted) {
    await scene.turn();
    await sleep(every, undefined, { signal: stop }).catch(() => undefined);
  }
  return scene.asPromised;
}

/** A delivery on its way, or refused and not forgotten. */
interface Followed {
  readonly event: SceneDelivery;
  /** A receiver that took it twice stands there twice. */
  readonly takenBy: ReceiverName[];
  state: 'sent' | 'waiting' | 'taken';
}

/** Refused ones that wait: then the provider holds back. */
const MOST_WAITING = 100;
/** Of a turn. */
const MOST_RETRIES = 10;
/** Each such turn is the other provider's. */
const EVERY_NTH = 4;

class Scene {
  readonly #stage: Stage;
  readonly #options: SceneOptions;
  readonly #shop: Shop;
  readonly #newSecret: string;
  /** By body. */
  readonly #followed = new Map<string, Followed>();
  readonly #firstTurns: readonly (() => Promise<unknown>)[];
  #turns = 0;
  #chapter: Chapter | 'opening' = 'opening';
  #retried = 0;
  asPromised = true;

  constructor(stage: Stage, options: SceneOptions) {
    this.#stage = stage;
    this.#options = options;
    this.#shop = new Shop(stage.secrets.shopify);
    this.#newSecret = options.newSecret ?? randomBytes(32).toString('hex');
    this.#firstTurns = this.#opening();
    stage.receivers.hear((receiver, body) => {
      const followed = this.#followed.get(keyOf(body));
      followed?.takenBy.push(receiver);
      this.#lookForTaken();
    });
  }

  async turn(): Promise<void> {
    const turn = this.#turns++;
    const first = this.#firstTurns[turn];
    if (first) await first();
    else await this.#laterTurn(turn - this.#firstTurns.length);
    if (turn + 1 === this.#firstTurns.length) this.#changeSecret();
  }

  /** A genuine one, one that fails at a receiver, its retry, one that is sent twice, another genuine one. */
  #opening(): readonly (() => Promise<unknown>)[] {
    const [one, two, three] = [this.#shop.next(), this.#shop.next(), this.#shop.next()];
    return [
      () => this.#send(one),
      () => {
        this.#stage.receivers.failNext('accounting');
        return this.#send(two);
      },
      () => this.#send(two, 'its retry'),
      () => this.#send(one, 'sent once more'),
      () => this.#send(three),
    ];
  }

  #changeSecret(): void {
    this.#shop.changeSecret(this.#newSecret);
    this.#enter('refused', secretChanged(this.#stage, this.#newSecret, this.#options.program));
  }

  async #laterTurn(n: number): Promise<void> {
    await this.#lateRetries();
    if (n % EVERY_NTH === EVERY_NTH - 1)
      await this.#send(leadEvent(this.#stage.secrets.actuallycare, Math.floor(n / EVERY_NTH)));
    else if (this.#in('waiting').length < MOST_WAITING) await this.#sendNew();
    else await this.#knock();
  }

  async #sendNew(): Promise<void> {
    const { outcome } = await this.#send(this.#shop.next());
    if (outcome === 'accepted') this.#noteKnown();
    if (this.#in('waiting').length === MOST_WAITING) this.#options.say(heldBack(MOST_WAITING));
  }

  /** Whether it would be taken by now: the last one again, without a word while it is not. */
  async #knock(): Promise<void> {
    const last = this.#in('waiting').at(-1);
    if (!last) return;
    last.state = 'sent';
    const answer = await deliver(this.#stage.url, last.event);
    if (answer.outcome === 'accepted') {
      this.#followed.delete(keyOf(last.event.body));
      this.#tell(answer, last, 0, 'its retry');
      this.#noteKnown();
    } else {
      last.state = 'waiting';
      this.#lookForTaken();
    }
  }

  #noteKnown(): void {
    if (this.#chapter !== 'refused') return;
    const { program } = this.#options;
    this.#enter('known', secretKnown(this.#stage, this.#in('waiting').length, program));
  }

  /** @param what it is, if it was sent before */
  async #send(event: SceneDelivery, what?: string): Promise<Answer> {
    const key = keyOf(event.body);
    const followed = this.#followed.get(key) ?? { event, takenBy: [], state: 'sent' };
    this.#followed.set(key, followed);
    const before = followed.takenBy.length;
    const answer = await deliver(this.#stage.url, event);
    if (answer.outcome === 'invalid_signature') followed.state = 'waiting';
    else if (followed.state === 'sent') this.#followed.delete(key);
    this.#tell(answer, followed, before, what);
    this.#lookForTaken();
    return answer;
  }

  /** @param before how many had taken it before */
  #tell(answer: Answer, { event, takenBy }: Followed, before: number, what?: string): void {
    const note = noteOf(answer, takenBy.slice(before), this.#in('waiting').length);
    this.#options.say(line(answer.outcome, event, what === undefined ? note : `${what}; ${note}`));
  }

  /** Those of the refused that all their receivers have by now. */
  #lookForTaken(): void {
    for (const followed of this.#in('waiting')) {
      const { event, takenBy } = followed;
      if (!event.wantedBy.every((receiver) => takenBy.includes(receiver))) continue;
      followed.state = 'taken';
      this.#options.say(line('verified again', event, `taken by ${takenBy.join(', ')}`));
    }
    const taken = this.#in('taken').length;
    const isTold = this.#chapter === 'taken' || this.#in('waiting').length > 0;
    if (taken > 0 && !isTold) this.#enter('taken', allTaken(taken));
  }

  async #lateRetries(): Promise<void> {
    if (this.#chapter !== 'taken') return;
    for (const followed of this.#in('taken').slice(0, MOST_RETRIES)) {
      const { outcome } = await this.#send(followed.event, 'its late retry');
      const { wantedBy } = followed.event;
      if (outcome !== 'duplicate' || followed.takenBy.length !== wantedBy.length) this.#broken();
      this.#followed.delete(keyOf(followed.event.body));
      this.#retried++;
    }
    if (this.#in('taken').length > 0 || this.#in('waiting').length > 0) return;
    this.#enter('done', this.asPromised ? allDone(this.#retried) : '\nThe story is over.\n\n');
    this.#retried = 0;
  }

  #broken(): void {
    this.asPromised = false;
    this.#options.say('NO: one each was promised, and that a late retry is a duplicate\n');
  }

  #in(state: Followed['state']): readonly Followed[] {
    return [...this.#followed.values()].filter((followed) => followed.state === state);
  }

  #enter(chapter: Chapter, text: string): void {
    this.#chapter = chapter;
    this.#options.say(text);
    this.#options.entered?.(chapter);
  }
}

function keyOf(body: Buffer): string {
  return body.toString('latin1');
}

function noteOf(
  { outcome, destination, receiverStatus }: Answer,
  takenBy: readonly ReceiverName[],
  waiting: number,
): string {
  if (outcome === 'invalid_signature')
    return `${waiting} ${waiting === 1 ? 'waits' : 'wait'} in the refused list`;
  if (outcome === 'filtered') return 'nobody here wants it';
  const taken = takenBy.length === 0 ? 'no receiver saw it' : `taken by ${takenBy.join(', ')}`;
  return outcome === 'failed'
    ? `${taken}; ${destination ?? 'the receiver'} answered ${receiverStatus ?? 'nothing'}`
    : taken;
}
