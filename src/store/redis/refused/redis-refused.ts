/**
 * Refused deliveries in Redis, shared by all replicas; a script a step. Nothing of a delivery waits for them, and a Redis
 * that is full makes no room for them: whatever else lies there is worth more.
 */
import { isUtf8 } from 'node:buffer';
import { clientOf } from '../../../model/addresses.js';
import {
  headOf,
  type HeaderKind,
  type RefusedAnswer,
  type RefusedEntry,
  type RefusedHead,
} from '../../../line/refused/refused-entry.js';
import {
  CLIENT_SHARE,
  type NewRefused,
  type RefusedBounds,
  type RefusedPage,
  type RefusedQuery,
  type RefusedStore,
} from '../../../line/refused/refused-store.js';
import type { Ask } from '../messages/message-keys.js';
import { isOne, noAnswerOfOurs } from '../script.js';
import { refusedKeys, type RefusedKeys } from './refused-keys.js';

/** Entries one script looks at: a millisecond or two of Redis. */
const MOST_LOOKED = 2_000;
/** Entries one script keeps. */
const AT_ONCE = 25;

/** @param seen gets the names of routes that may have entries: in a full Redis these give way first */
export function createRedisRefused(prefix: string, ask: Ask, seen: Set<string>): RefusedStore {
  const keysOf = (route: string): RefusedKeys => {
    seen.add(route);
    return refusedKeys(prefix, route);
  };
  return {
    async add(route, entries, bounds) {
      let pushedOut = 0;
      for (let i = 0; i < entries.length; i += AT_ONCE) {
        const some = entries.slice(i, i + AT_ONCE);
        const keys = keysOf(route);
        pushedOut += await ask(
          'refused',
          (client) => client.gwKeepRefused(...keys, ...limitsOf(bounds), ...some.flatMap(written)),
          readCount,
        );
      }
      return pushedOut;
    },
    list(route, query) {
      const [all, , , heads] = keysOf(route);
      return ask(
        'refused',
        (client) => client.gwRefusedPage(all, heads, ...asked(query)),
        (answer) => readPage(answer, query),
      );
    },
    get(route, ids) {
      const [, , , heads, contents] = keysOf(route);
      if (ids.length === 0) return Promise.resolve([]);
      const fields = ids.flatMap((id) => [id, `${id}:n`, `${id}:a`]);
      return ask(
        'refused',
        async (client) => Promise.all([client.hmget(heads, ...fields), client.hmgetBuffer(contents, ...ids)]),
        readEntries,
      );
    },
    remove: (route, id) => ask('refused', (client) => client.gwRemoveRefused(...keysOf(route), id), isOne),
    async answered(route, id, answer) {
      const [, , , heads] = keysOf(route);
      await ask('refused', (client) => client.gwRefusedAnswer(heads, id, JSON.stringify(answer)), isOne);
    },
    async trim(route, { maxAge }) {
      await ask('refused', (client) => client.gwTrimRefused(...keysOf(route), maxAge), isOne);
    },
  };
}

function limitsOf({ maxAge, maxCount, maxBytes }: RefusedBounds): readonly number[] {
  const share = [Math.max(1, Math.floor(maxCount * CLIENT_SHARE)), Math.floor(maxBytes * CLIENT_SHARE)];
  return [maxAge, maxCount, maxBytes, ...share];
}

/** As the script takes an entry. */
function written({ entry, holder, times, size }: NewRefused): (string | number)[] {
  const { id, outcome, reason = outcome, shaped, receivedAt } = entry;
  const head = JSON.stringify(headOf(entry, 1, undefined));
  return [
    ...[id, times, holder, reason, shaped ? 1 : 0, Math.floor(receivedAt), outcome, size],
    ...[head, contentOf(entry)],
  ];
}

function asked(query: RefusedQuery): readonly (string | number)[] {
  const { order, since, until, after, outcome = '', reason = '', client, limit } = query;
  return [
    ...[order, since ?? '-inf', until ?? '+inf', after?.time ?? '', after?.id ?? ''],
    ...[outcome, reason, client === undefined ? '' : clientOf(client), limit, MOST_LOOKED],
  ];
}

function readCount(answer: unknown): number {
  return typeof answer === 'number' ? answer : noAnswerOfOurs();
}

function readPage(answer: unknown, { client }: RefusedQuery): RefusedPage {
  const [score = '', id = '', ...flat] = answer as (string | null)[];
  const data: RefusedHead[] = [];
  for (let i = 0; i < flat.length; i += 3) {
    const head = readHead(flat[i], flat[i + 1], flat[i + 2]);
    // Of one share may be many addresses.
    if (head && (client === undefined || head.client === client)) data.push(head);
  }
  return { data, next: score === '' ? undefined : { time: Number(score), id: id ?? '' } };
}

type Text = string | null | undefined;

function readHead(text: Text, further: Text, answer: Text): RefusedHead | undefined {
  if (typeof text !== 'string') return undefined;
  const head = JSON.parse(text.slice(text.indexOf('\n') + 1)) as RefusedHead;
  const last = answer ? (JSON.parse(answer) as RefusedAnswer) : undefined;
  return headOf(head, 1 + Number(further ?? 0), last);
}

function readBody(bytes: Buffer, encoding: 'utf8' | 'base64'): Buffer {
  return encoding === 'utf8' ? Buffer.from(bytes) : Buffer.from(bytes.toString('latin1'), 'base64');
}

/** What is only shown, in front of the body's bytes; undefined members are left out. */
interface Content {
  readonly target?: string;
  readonly headers: readonly (readonly [name: string, kind: HeaderKind, shown: string, value?: string])[];
  readonly credential?: true;
  readonly body?: 'utf8' | 'base64';
}

/** As a text: the client writes a command at a third of the price if none of its arguments is bytes. */
function contentOf({ target, headers, body, bodyIsCredential }: RefusedEntry): string {
  const encoding = body && (isUtf8(body) ? 'utf8' : 'base64');
  const content: Content = {
    ...(target !== undefined && { target }),
    headers: headers.map(({ name, kind, shown, value }) => {
      if (kind === 'plain') return [name, kind, shown];
      return value === undefined ? [name, kind, shown] : [name, kind, shown, value];
    }),
    ...(bodyIsCredential && { credential: true }),
    ...(encoding && { body: encoding }),
  };
  return `${JSON.stringify(content)}\n${body?.toString(encoding) ?? ''}`;
}

function readEntries(answer: unknown): readonly (RefusedEntry | undefined)[] {
  const [texts, contents] = answer as [(string | null)[], (Buffer | null)[]];
  return contents.map((bytes, i) => readEntry(texts.slice(3 * i, 3 * i + 3), bytes));
}

function readEntry([text, further, last]: readonly Text[], bytes: Buffer | null): RefusedEntry | undefined {
  const head = readHead(text, further, last);
  if (!head || !bytes) return undefined;
  const end = bytes.indexOf(0x0a);
  const content = JSON.parse(bytes.toString('utf8', 0, end)) as Content;
  return {
    ...head,
    target: content.target,
    headers: content.headers.map(([name, kind, shown, value]) => ({
      ...{ name, kind, shown },
      value: kind === 'plain' ? shown : value,
    })),
    body: content.body && readBody(bytes.subarray(end + 1), content.body),
    bodyIsCredential: content.credential === true,
  };
}
