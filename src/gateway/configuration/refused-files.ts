/** The watched files with secrets whose present content cannot be used, and since when. */
import type { EpochClock, EpochMs } from '../../model/time.js';
import type { Log } from '../../observe/log.js';
import type { Metrics } from '../../observe/metrics.js';
import type { Content } from './looks.js';

interface Refusal {
  readonly content: Content;
  readonly since: EpochMs;
  readonly reason: string;
}

export class RefusedFiles {
  readonly #log: Log;
  readonly #metrics: Metrics;
  readonly #clock: EpochClock;
  readonly #refused = new Map<string, Refusal>();

  constructor({ log, metrics }: { readonly log: Log; readonly metrics: Metrics }, clock: EpochClock) {
    this.#log = log;
    this.#metrics = metrics;
    this.#clock = clock;
  }

  of(path: string): Pick<Refusal, 'since' | 'reason'> | undefined {
    return this.#refused.get(path);
  }

  /** Whether a file was refused with just this in it. */
  knows(path: string, content: Content): boolean {
    const before = this.#refused.get(path)?.content;
    if (before === undefined) return false;
    if (Buffer.isBuffer(before)) return Buffer.isBuffer(content) && before.equals(content);
    return !Buffer.isBuffer(content) && before.code === content.code;
  }

  /** Told once, not with every look. */
  refuse(path: string, content: Content, reason: string): void {
    const before = this.#refused.get(path);
    this.#refused.set(path, { content, since: before?.since ?? this.#clock(), reason });
    if (before?.reason !== reason) {
      this.#log.error(`watched file ${path} cannot be used, its content before stays in force: ${reason}`);
    }
    this.#count();
  }

  /** What is in force is in the file again, or what is in the file is in force now. */
  clear(path: string): void {
    if (this.#refused.delete(path)) this.#log.info(`watched file ${path} can be used again`);
    this.#count();
  }

  /** All files were read, and none was refused. */
  clearAll(): void {
    for (const path of [...this.#refused.keys()]) this.clear(path);
  }

  #count(): void {
    this.#metrics.watchedRefused(this.#refused.size);
  }
}
