/**
 * `routes`: lists every route with its backlog; pauses, resumes or cancels one, sends its receiver a test event, or shows
 * the secrets that came in its handshakes.
 */
import { parseArgs } from 'node:util';
import type { AttemptView, ListView, RevealedView, RouteView } from '../http/api/view.js';
import { API_OPTIONS, ApiClient } from './api-client.js';
import { attemptTable } from './delivery-print.js';
import { UsageError, type ExitCode, type Io } from './io.js';
import { cut, jsonText, printable, table, wantsJson } from './print.js';

const VERBS = ['pause', 'resume', 'test', 'cancel', 'handshake'] as const;
type Verb = (typeof VERBS)[number];

export async function routes(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { ...API_OPTIONS, yes: { type: 'boolean', default: false } },
  });
  const asJson = wantsJson(values.output);
  const [verb, name, ...more] = positionals;
  if (verb === undefined) return list(new ApiClient(values.url, io), asJson, io);
  if (!isVerb(verb) || name === undefined || more.length > 0)
    throw new UsageError(`give nothing to list the routes, or one of ${VERBS.join(', ')} and a route's name`);
  if (verb === 'cancel' && !values.yes)
    throw new UsageError(
      `everything that waits for ${printable(name)} would be dropped; add --yes if you mean it`,
    );
  const answer = await new ApiClient(values.url, io).post<unknown>(['routes', name, verb]);
  if (asJson) io.out(jsonText(answer));
  return tell(verb, name, answer, asJson, io);
}

function isVerb(word: string): word is Verb {
  return (VERBS as readonly string[]).includes(word);
}

/** @returns 1 for a test event that the receiver did not accept. */
function tell(verb: Verb, name: string, answer: unknown, asJson: boolean, io: Io): ExitCode {
  const say = (text: string): void => {
    if (!asJson) io.out(text);
  };
  if (verb === 'test') {
    const { id, attempt } = answer as { readonly id: string; readonly attempt: AttemptView };
    say(`${printable(id)}\n\n${attemptTable([attempt])}`);
    return attempt.result === 'accepted' ? 0 : 1;
  }
  if (verb === 'handshake') return tellSecrets(answer as RevealedView, say);
  if (verb === 'cancel') say(`${(answer as { readonly count: number }).count} dropped\n`);
  else say(`${printable(name)}: ${verb === 'pause' ? 'paused' : 'goes on'}\n`);
  return 0;
}

/** The answer is the only one there will be, so everything in it is printed. @returns 1 if nothing came. */
function tellSecrets({ secrets, pushedOut }: RevealedView, say: (text: string) => void): ExitCode {
  if (secrets.length === 0)
    say('no secret came in a handshake of the last 24 hours; if there are replicas, ask each\n');
  else
    say(
      table([
        ['RECEIVED', 'CLIENT', 'SECRET'],
        ...secrets.map(({ receivedAt, client, secret }) => [receivedAt, client, secret]),
      ]),
    );
  if (secrets.length > 1)
    say('\nAnyone who knows the address can send one. Take it only if time and client are the provider’s.\n');
  if (pushedOut > 0) say(`${pushedOut} more came than are kept\n`);
  return secrets.length === 0 ? 1 : 0;
}

async function list(client: ApiClient, asJson: boolean, io: Io): Promise<ExitCode> {
  const { data } = await client.get<ListView<RouteView>>(['routes']);
  if (asJson) io.out(jsonText(data));
  else io.out(table([HEAD, ...data.map(row)]));
  return 0;
}

const HEAD = [
  'ROUTE',
  'MODE',
  'PAUSED',
  'WAITING',
  'DELAYED',
  'ACTIVE',
  'DEAD',
  'OLDEST',
  'BREAKER',
  'RECEIVER',
];

function row({ name, mode, paused, queue, destination }: RouteView): string[] {
  const backlog = queue
    ? [queue.waiting, queue.delayed, queue.active, queue.dead, queue.oldest ?? '-', queue.breaker].map(String)
    : ['-', '-', '-', '-', '-', '-'];
  return [cut(name), mode, paused ?? '-', ...backlog, cut(destination.url)];
}
