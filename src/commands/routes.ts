/**
 * `routes`: lists every route with its backlog; pauses, resumes or cancels one, sends its receiver a test event, or shows
 * the secrets that came in its handshakes.
 */
import type { AttemptView, ListView, RevealedView, RouteView } from '../http/api/view.js';
import { ApiClient } from './api-client.js';
import type { ROUTES, ROUTES_CANCEL, ROUTES_PAUSE } from './declared/operating.js';
import type { ArgsOf } from './frame/declaration.js';
import { attemptTable, printScope } from './delivery-print.js';
import { expectRoute, wholeNumber } from './filters.js';
import { runJobs } from './run-job.js';
import type { ExitCode, Io } from './io.js';
import { MAX_RATE } from './replay.js';
import { cut, jsonText, printable, table } from './print.js';

type OneRoute = ArgsOf<typeof ROUTES_PAUSE>;

export async function routes({ values }: ArgsOf<typeof ROUTES>, io: Io): Promise<ExitCode> {
  const list = await new ApiClient(values.url, io).get<ListView<RouteView>>(['routes']);
  const { data } = list;
  const asJson = values.output === 'json';
  io.out(asJson ? jsonText(data) : table([HEAD, ...data.map(row)]));
  if (!asJson) printScope(list, io);
  return 0;
}

export async function pause(args: OneRoute, io: Io): Promise<ExitCode> {
  await asked('pause', args, io, (_, name) => `${printable(name)}: paused\n`);
  return 0;
}

export async function resume(args: OneRoute, io: Io): Promise<ExitCode> {
  await asked('resume', args, io, (_, name) => `${printable(name)}: goes on\n`);
  return 0;
}

/** @returns 1 if the receiver did not accept it. */
export async function test(args: OneRoute, io: Io): Promise<ExitCode> {
  const { attempt } = await asked<{ readonly id: string; readonly attempt: AttemptView }>(
    'test',
    args,
    io,
    (answer) => `${printable(answer.id)}\n\n${attemptTable([answer.attempt])}`,
  );
  return attempt.result === 'accepted' ? 0 : 1;
}

/** What is being attempted goes on. */
export async function cancel(
  { values, positionals: [route = ''] }: ArgsOf<typeof ROUTES_CANCEL>,
  io: Io,
): Promise<ExitCode> {
  const client = new ApiClient(values.url, io);
  await expectRoute(client, route);
  const selections = [{ filter: { route, outcome: 'queued' } }];
  const rate = wholeNumber(values.rate, '--rate', MAX_RATE);
  const options = { yes: values.yes, dryRun: values['dry-run'], asJson: values.output === 'json' };
  return runJobs(client, { do: 'drop', selections, rate, would: 'would be dropped' }, options, io);
}

/** @returns 1 if nothing came. */
export async function handshake(args: OneRoute, io: Io): Promise<ExitCode> {
  const { secrets } = await asked<RevealedView>('handshake', args, io, secretsText);
  return secrets.length === 0 ? 1 : 0;
}

/** Prints the answer: as it is for programs, else in words. */
async function asked<T>(
  verb: string,
  { values, positionals: [name = ''] }: OneRoute,
  io: Io,
  inWords: (answer: T, name: string) => string,
): Promise<T> {
  const answer = await new ApiClient(values.url, io).post<T>(['routes', name, verb]);
  io.out(values.output === 'json' ? jsonText(answer) : inWords(answer, name));
  return answer;
}

/** The answer is the only one there will be, so everything in it is printed. */
function secretsText({ secrets, pushedOut }: RevealedView): string {
  const rows = secrets.map(({ receivedAt, client, secret }) => [receivedAt, client, secret]);
  const none = 'no secret came in a handshake of the last 24 hours; if there are replicas, ask each\n';
  const several =
    '\nAnyone who knows the address can send one. Take it only if time and client are the provider’s.\n';
  return [
    rows.length === 0 ? none : table([['RECEIVED', 'CLIENT', 'SECRET'], ...rows]),
    rows.length > 1 ? several : '',
    pushedOut > 0 ? `${pushedOut} more came than are kept\n` : '',
  ].join('');
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
