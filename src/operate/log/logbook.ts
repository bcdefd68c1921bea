/** The delivery log as a whole: what the store has, and what this process holds in memory. */
import { laneOf } from '../../model/lane.js';
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
  async find(lanes: readonly string[], kind: IdKind, id: string): Promise<readonly FoundEntry[]> {
    const held = this.memory.find(lanes, kind, id);
    const stored = await this.#stored(lanes, kind, id, held.length > 0);
    const known = new Set(stored.map(({ key }) => key));
    return [...stored, ...held.filter(({ key }) => !known.has(key))].sort(
      (a, b) => b.entry.receivedAt - a.entry.receivedAt || (a.key < b.key ? 1 : -1),
    );
  }

  /** Of a list, those that the store does not have too; all of them while it does not answer. */
  async notStored(listed: readonly ListedEntry[]): Promise<readonly ListedEntry[]> {
    const { messages } = this;
    if (!messages) return listed;
    const stored = await Promise.all(
      listed.map(({ route, destination, key }) => {
        const asOnly = messages.entry({ lane: route, key });
        const asOneOfSeveral = messages.entry({ lane: laneOf(route, destination), key });
        return Promise.all([asOnly, asOneOfSeveral])
          .then(([only, one]) => only ?? one)
          .catch(unlessAway<undefined>(undefined));
      }),
    );
    return listed.filter((_, i) => stored[i] === undefined);
  }

  /** A store that does not answer hides nothing that memory has. */
  async #stored(
    lanes: readonly string[],
    kind: IdKind,
    id: string,
    held: boolean,
  ): Promise<readonly FoundEntry[]> {
    const asked = this.messages?.find(lanes, kind, id) ?? [];
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
