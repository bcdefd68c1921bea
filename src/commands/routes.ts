/**
 * `routes`: lists every route with its backlog; pauses, resumes or cancels one, sends its receiver a test event, or shows
 * the secrets that came in its handshakes.
 */
import type { AttemptView, ListView, RevealedView, RouteView } from '../http/api/view.js';
import { ApiClient } from './api-client.js';
import type { ROUTES, ROUTES_CANCEL, ROUTES_HANDSHAKE, ROUTES_PAUSE } from './declared/operating.js';
import type { ArgsOf } from './frame/declaration.js';
import { attemptTable, printScope } from './delivery-print.js';
import { expectPlace, wholeNumber } from './filters.js';
import { runJobs } from './run-job.js';
import type { ExitCode, Io } from './io.js';
import { MAX_RATE } from './replay.js';
import { placeText } from './place.js';
import { cut, jsonText, printable, table } from './print.js';

/** Some of them are about one destination. */
type OneRoute = ArgsOf<typeof ROUTES_PAUSE> | ArgsOf<typeof ROUTES_HANDSHAKE>;

export async function routes({ values }: ArgsOf<typeof ROUTES>, io: Io): Promise<ExitCode> {
  const list = await new ApiClient(values.url, io).get<ListView<RouteView>>(['routes']);
  const { data } = list;
  const asJson = values.output === 'json';
  io.out(asJson ? jsonText(data) : table([HEAD, ...data.flatMap(rows)]));
  if (!asJson) printScope(list, io);
  return 0;
}

export async function pause(args: OneRoute, io: Io): Promise<ExitCode> {
  await asked('pause', args, io, (_, place) => `${place}: paused\n`);
  return 0;
}

/** @returns 1 if a destination is paused still, because its route is. */
export async function resume(args: OneRoute, io: Io): Promise<ExitCode> {
  const { paused } = await asked<RouteView>('resume', args, io, (answer, place) =>
    answer.paused === null
      ? `${place}: goes on\n`
      : `${place}: its route is paused, so it is too; routes resume ${printable(answer.name)} ends that\n`,
  );
  return paused === null ? 0 : 1;
}

/** @returns 1 if the receiver did not accept it. */
export async function test(args: OneRoute, io: Io): Promise<ExitCode> {
  const { destinations } = await asked<{ readonly destinations: readonly TestedView[] }>(
    'test',
    args,
    io,
    (answer) => answer.destinations.map((one) => testedText(one, answer.destinations.length > 1)).join('\n'),
  );
  return destinations.every(({ attempt }) => attempt.result === 'accepted') ? 0 : 1;
}

interface TestedView {
  readonly destination: string;
  readonly id: string;
  readonly attempt: AttemptView;
}

function testedText({ destination, id, attempt }: TestedView, isNamed: boolean): string {
  const name = isNamed ? `${printable(destination)}: ` : '';
  return `${name}${printable(id)}\n\n${attemptTable([attempt])}`;
}

/** What is being attempted goes on. */
export async function cancel(
  { values, positionals: [route = ''] }: ArgsOf<typeof ROUTES_CANCEL>,
  io: Io,
): Promise<ExitCode> {
  const client = new ApiClient(values.url, io);
  const { destination } = values;
  await expectPlace(client, { route, destination });
  const selections = [{ filter: { route, destination, outcome: 'queued' } }];
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
  inWords: (answer: T, place: string) => string,
): Promise<T> {
  const destination = 'destination' in values ? values.destination : undefined;
  const place = printable(destination === undefined ? name : `${name}/${destination}`);
  const answer = await new ApiClient(values.url, io).post<T>(['routes', name, verb], {}, { destination });
  io.out(values.output === 'json' ? jsonText(answer) : inWords(answer, place));
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

/** A row a destination: the only one of a route has the route's name. */
function rows({ name, destinations }: RouteView): string[][] {
  return destinations.map((one) => {
    const { queue, mode, paused, url } = one;
    const backlog = queue
      ? [queue.waiting, queue.delayed, queue.active, queue.dead, queue.oldest ?? '-', queue.breaker].map(
          String,
        )
      : ['-', '-', '-', '-', '-', '-'];
    return [placeText(name, one.name, destinations.length === 1), mode, paused ?? '-', ...backlog, cut(url)];
  });
}
