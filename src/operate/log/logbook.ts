/** The delivery log as a whole: what the store has, and what this process holds in memory. */
import { StoreUnavailable } from '../../line/claim/claim-store.js';
import type { FoundEntry, IdKind, ListedEntry, MessageStore } from '../../queue/message-store.js';
import type { MemoryLog } from './memory-log.js';

export class Logbook implements Pick<MessageStore, 'find'> {
  readonly memory: MemoryLog;
  /** Undefined if the store cannot keep messages. */
  readonly messages: MessageStore | undefined;

  constructor(memory: MemoryLog, messages: MessageStore | undefined) {
    this.memory = memory;
    this.messages = messages;
  }

  /** Of one that both have, what the store has: it knows of the other replicas too. */
  async find(routes: readonly string[], kind: IdKind, id: string): Promise<readonly FoundEntry[]> {
    const held = this.memory.find(routes, kind, id);
    const stored = await this.#stored(routes, kind, id, held.length > 0);
    const known = new Set(stored.map(({ route, key }) => `${route} ${key}`));
    return [...stored, ...held.filter(({ route, key }) => !known.has(`${route} ${key}`))].sort(
      (a, b) => b.entry.receivedAt - a.entry.receivedAt || (a.key < b.key ? 1 : -1),
    );
  }

  /** Of a list, those that the store does not have too; all of them while it does not answer. */
  async notStored(listed: readonly ListedEntry[]): Promise<readonly ListedEntry[]> {
    const { messages } = this;
    if (!messages) return listed;
    const stored = await Promise.all(
      listed.map((entry) => messages.entry(entry).catch(unlessAway<undefined>(undefined))),
    );
    return listed.filter((_, i) => stored[i] === undefined);
  }

  /** A store that does not answer hides nothing that memory has. */
  async #stored(
    routes: readonly string[],
    kind: IdKind,
    id: string,
    held: boolean,
  ): Promise<readonly FoundEntry[]> {
    const asked = this.messages?.find(routes, kind, id) ?? [];
    return held ? await Promise.resolve(asked).catch(unlessAway<readonly FoundEntry[]>([])) : asked;
  }
}

/** @throws what is no StoreUnavailable */
function unlessAway<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof StoreUnavailable) return instead;
    throw error;
  };
}
