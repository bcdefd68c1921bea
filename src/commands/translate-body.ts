/** `translate`: what a destination would get of a body, or why there is nothing for it. */
import { legOf, type DestinationConfig, type GatewayConfig } from '../config/config.js';
import { loadGatewayConfig } from '../config/load.js';
import { redactDestinationUrl } from '../config/resolve/shown-url.js';
import { buildDeliver } from '../gateway/build-deliver.js';
import type { Message } from '../model/delivery.js';
import { Outcome } from '../model/outcome.js';
import { readVersion } from '../model/version.js';
import { schemes } from '../schemes/catalogue/index.js';
import { signatureHeaderNames } from '../schemes/engine/signatures.js';
import { Unsignable } from '../schemes/engine/unsignable.js';
import type { TRANSLATE } from './declared/signing-commands.js';
import { parseHeaders } from './explain.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';
import { UsageError } from './io.js';
import { jsonText, printable } from './print.js';
import { bodyOf, idOf, readFile, timestampOf } from './signing.js';
import { openExpressions, tryDelivery, type Meant, type TrialEnd } from './trial.js';

type Values = ArgsOf<typeof TRANSLATE>['values'];

export async function translateCommand({ values }: ArgsOf<typeof TRANSLATE>, io: Io): Promise<ExitCode> {
  const loaded = loadGatewayConfig({ file: values.config, env: io.env });
  if (!loaded.ok) {
    throw new UsageError(loaded.faults.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  }
  const meant = chosen(loaded.config, values);
  const expressions = openExpressions();
  try {
    const delivery = {
      body: await bodyOf(values, io),
      headers: headersOf(values),
      event: values.event,
      id: values.id === undefined ? undefined : idOf(values),
      at: timestampOf(values.timestamp),
    };
    const end = await tryDelivery(loaded.config, meant, delivery, expressions.evaluate);
    return tell(end, meant, values.output === 'json', io);
  } finally {
    await expressions.close();
  }
}

/** @throws UsageError if more than one could be meant, or none */
function chosen({ routes }: GatewayConfig, values: Values): Meant {
  const route = oneOf(routes, values.route, 'routes', '--route');
  return {
    route,
    destination: oneOf(route.destinations, values.destination, 'destinations', '--destination'),
  };
}

function oneOf<One extends { readonly name: string }>(
  all: readonly One[],
  name: string | undefined,
  what: string,
  option: string,
): One {
  const found = name === undefined && all.length === 1 ? all[0] : all.find((one) => one.name === name);
  if (found) return found;
  throw new UsageError(`name one of the ${what} with ${option}: ${all.map((one) => one.name).join(', ')}`);
}

function headersOf({ headers }: Values): Record<string, string> {
  const raw = headers === undefined ? [] : parseHeaders(readFile(headers).toString('latin1'));
  const named: Record<string, string> = {};
  for (let i = 0; i < raw.length; i += 2) named[raw[i] ?? ''] = raw[i + 1] ?? '';
  return named;
}

function tell({ made, says }: TrialEnd, meant: Meant, asJson: boolean, io: Io): ExitCode {
  const end = made instanceof Outcome ? made : sentOf(made, meant);
  if (end instanceof Outcome) {
    const { code, reason = '' } = end;
    if (asJson) io.out(jsonText({ outcome: code, reason, says }));
    else io.err(`${code}: ${reason}${says === undefined ? '' : `: ${printable(says)}`}\n`);
    return 1;
  }
  const { headers, body } = end;
  const url = redactDestinationUrl(meant.destination.url);
  if (asJson) io.out(jsonText({ method: 'POST', url, headers, body }));
  else {
    const lines = headers.map(([name, value]) => `${name}: ${printable(value)}\n`).join('');
    io.out(`POST ${url}\n${lines}\n${body}\n`);
  }
  return 0;
}

interface Sent {
  readonly headers: readonly Header[];
  readonly body: string;
}

type Header = readonly [name: string, value: string];

/** Those of a first attempt. @returns an outcome if the destination's scheme cannot sign the message */
function sentOf(message: Message, { route, destination }: Meant): Sent | Outcome {
  let sent: readonly string[] = [];
  const forwarder = {
    forward: (headers: readonly string[]) => {
      sent = headers;
      return { abort: () => undefined, conclude: () => false };
    },
  };
  const deliver = buildDeliver(legOf(route, destination), {
    version: readVersion(),
    now: () => 0,
    clock: Date.now,
    forwarderFor: () => forwarder as never,
    traces: undefined,
  });
  try {
    void deliver(message, 1);
  } catch (error) {
    if (error instanceof Unsignable) return new Outcome('untranslatable', { reason: 'unsignable' });
    throw error;
  }
  const hidden = hiddenHeaders(destination);
  const shown: Header[] = [];
  for (let i = 0; i < sent.length; i += 2) {
    const name = sent[i] ?? '';
    shown.push([name, hidden.has(name.toLowerCase()) ? '[redacted]' : (sent[i + 1] ?? '')]);
  }
  return { headers: shown, body: message.body.toString('utf8') };
}

/** Signatures, and what the configuration adds, of which any may be a token. */
function hiddenHeaders(destination: DestinationConfig): ReadonlySet<string> {
  const signatures = [
    ...Object.values(schemes),
    destination.scheme,
    ...destination.alsoSign.map(({ scheme }) => scheme),
  ].flatMap(({ signature }) => signatureHeaderNames(signature ?? {}));
  return new Set([...signatures, ...Object.keys(destination.headers)].map((name) => name.toLowerCase()));
}
