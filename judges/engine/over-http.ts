/** Over HTTP: a source's delivery through a whole gateway to a receiver, where the SDK judges what arrives. */
import { post, startTestGateway } from '../../test/helpers/gateway.js';
import { startUpstream, type Received as Arrived, type Upstream } from '../../test/helpers/upstream.js';
import { NOW, type Subject } from '../../test/schemes/harness.js';
import { whyUnsignable } from '../../src/schemes/engine/sign.js';
import { signsUrl } from '../../src/schemes/rules/template.js';
import type { Scheme } from '../../src/schemes/spec.js';
import { bodiesFor } from './bodies.js';
import { calledBy, written } from './cases.js';
import { subjectsFor } from './hear.js';
import type { Judge } from './judge.js';
import type { Result } from './results.js';
import { theirs } from './verdicts.js';

export interface Loaded {
  readonly judge: Judge;
  readonly sdk: unknown;
}

interface Way extends Loaded {
  readonly subject: Subject;
  readonly path: string;
}

const PUBLIC = 'https://gateway.example';
/** Bodies that no SDK refuses for what they hold. */
const SENT = new Set(['compact', 'non-ASCII', 'a form', 'a form, non-ASCII']);

/** A hash of the body joins a query that is there. */
function publicUrl({ bodyHash }: Scheme, path: string): string {
  return `${PUBLIC}${path}${bodyHash ? '?z=1' : ''}`;
}

/** Of each scheme, from its own format with one secret into the same with another. */
export async function judgeOverHttp(loaded: readonly Loaded[]): Promise<readonly Result[]> {
  const ways = loaded.flatMap(({ judge, sdk }) =>
    judge.schemes
      .flatMap((name) => subjectsFor(judge, name))
      .filter(({ scheme }) => whyUnsignable(scheme) === undefined)
      .map((subject) => ({ judge, sdk, subject })),
  );
  const routes = ways.map((way, index): Way => ({ ...way, path: `/judge-${index}` }));
  if (routes.length === 0) return [];
  const receiver = await startUpstream();
  const gateway = await startTestGateway(configuration(routes, receiver.url), { clock: () => NOW });
  try {
    const results: Result[] = [];
    for (const route of routes) results.push(await walked(route, gateway.url, receiver));
    return results;
  } finally {
    await gateway.stop();
    await receiver.close();
  }
}

function configuration(ways: readonly Way[], receiver: string): string {
  const routes = ways.map(({ judge, subject, path }, index) => {
    const { name, scheme: described, secret, otherSecret } = subject;
    const scheme = name.replace(/,.*/, '');
    return {
      name: `judge-${index}`,
      path,
      dedupe: false,
      source: {
        scheme,
        secrets: [secret],
        ...(signsUrl(described) && { publicUrl: publicUrl(described, path) }),
      },
      destination: { url: calledBy(judge, receiver + path), scheme, secrets: [otherSecret] },
    };
  });
  return `admin: { host: 127.0.0.1, port: 0, console: off }\nroutes: ${JSON.stringify(routes)}\n`;
}

async function walked(way: Way, gateway: string, receiver: Upstream): Promise<Result> {
  const { judge, subject, path } = way;
  const faults: string[] = [];
  for (const [name, body] of Object.entries(bodiesFor(subject, judge.document)).filter(([name]) =>
    SENT.has(name),
  )) {
    const before = receiver.received.length;
    const sent = written(subject, judge, { body, url: publicUrl(subject.scheme, path) });
    const answer = await post(gateway + sent.url.slice(PUBLIC.length), sent.body, sent.headers);
    const arrived = receiver.received[before];
    if (answer.outcome !== 'accepted' || !arrived) {
      faults.push(`${name}: ${answer.status} ${answer.body.toString()}`);
      continue;
    }
    const fault = await judged(way, arrived, receiver.url);
    if (fault !== undefined) faults.push(`${name}: ${fault}`);
  }
  const name = `${judge.package} judges ${subject.name}: what arrives at a receiver`;
  return { name, cases: 2, faults };
}

async function judged(
  { judge, sdk, subject }: Way,
  { method, path, rawHeaders, body }: Arrived,
  receiver: string,
): Promise<string | undefined> {
  const sent = { method, url: receiver + path, headers: rawHeaders, body };
  const verdict = await theirs(judge, sdk, subject, { sent, secret: subject.otherSecret, now: NOW });
  if (!verdict.accepts) return `the SDK refuses it: ${verdict.because}`;
  const strange = await theirs(judge, sdk, subject, { sent, secret: subject.secret, now: NOW });
  return strange.accepts ? "the SDK takes it with the source's secret too" : undefined;
}
