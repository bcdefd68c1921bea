/** The deadline of questions that all have the same time: one timer, for the oldest that is open. */
import { CALL_TIMEOUT_MS } from '../../../line/claim/claim-store.js';
import { Chain } from '../../../model/chain.js';
import { timeUp } from './deadline.js';
import type { Asked } from './question.js';

export class QuestionDeadlines {
  readonly #open = new Chain<Asked>();
  #timer: NodeJS.Timeout | undefined;

  /** To be called as it is asked. */
  add(question: Asked): void {
    this.#open.add(question);
    if (this.#timer === undefined) this.#wait(CALL_TIMEOUT_MS);
  }

  end(question: Asked): void {
    this.#open.delete(question);
  }

  /** Who is open has a socket, which keeps the process alive for it. */
  #wait(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#look();
    }, Math.ceil(ms)).unref();
  }

  #look(): void {
    const now = performance.now();
    for (const question of this.#open) {
      const left = question.askedAt + CALL_TIMEOUT_MS - now;
      if (left > 0) {
        this.#wait(left);
        return;
      }
      timeUp((error) => {
        question.giveUp(error);
      });
    }
  }
}
