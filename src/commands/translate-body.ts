/** `translate`: what a destination would get of a body, or why there is nothing for it. */
import { legOf, type DestinationConfig, type GatewayConfig } from '../config/config.js';
import { parseHeaderTemplate } from '../config/header-template.js';
import { redactDestinationUrl } from '../config/resolve/shown-url.js';
import { signersOf } from '../config/secrets/signers.js';
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
import { jsonText, printable } from './print.js';
import { bodyOf, configOf, idOf, oneOf, readFile, timestampOf } from './signing.js';
import { openExpressions, tryDelivery, type Meant, type TrialEnd } from './trial.js';

type Values = ArgsOf<typeof TRANSLATE>['values'];

export async function translateCommand({ values }: ArgsOf<typeof TRANSLATE>, io: Io): Promise<ExitCode> {
  const config = await configOf(values.config, io);
  const meant = chosen(config, values);
  const expressions = openExpressions();
  try {
    const delivery = {
      body: await bodyOf(values, io),
      headers: headersOf(values),
      event: values.event,
      id: values.id === undefined ? undefined : idOf(values),
      at: timestampOf(values.timestamp),
    };
    const end = await tryDelivery(config, meant, delivery, expressions.evaluate);
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

function headersOf({ headers }: Values): Record<string, string> {
  const raw = headers === undefined ? [] : parseHeaders(readFile(headers).toString('latin1'));
  const named: Record<string, string> = {};
  for (let i = 0; i < raw.length; i += 2) named[raw[i] ?? ''] = raw[i + 1] ?? '';
  return named;
}

function tell({ made, wanted, says }: TrialEnd, meant: Meant, asJson: boolean, io: Io): ExitCode {
  if (!wanted) return tellNothing(new Outcome('filtered', { reason: 'events' }), NOT_WANTED, asJson, io);
  const end = made instanceof Outcome ? made : sentOf(made, meant);
  if (end instanceof Outcome) return tellNothing(end, says, asJson, io);
  const { headers, body } = end;
  const url = redactDestinationUrl(meant.destination.url);
  if (asJson) io.out(jsonText({ method: 'POST', url, headers, body }));
  else {
    const lines = headers.map(([name, value]) => `${name}: ${printable(value)}\n`).join('');
    io.out(`POST ${url}\n${lines}\n${body}\n`);
  }
  return 0;
}

const NOT_WANTED = 'the events of the route or of the destination leave this one out';

function tellNothing(
  { code, reason = '' }: Outcome,
  says: string | undefined,
  asJson: boolean,
  io: Io,
): ExitCode {
  if (asJson) io.out(jsonText({ outcome: code, reason, says }));
  else io.err(`${code}: ${reason}${says === undefined ? '' : `: ${printable(says)}`}\n`);
  return 1;
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

/** Signatures, and what the configuration adds, of which any may be a token; not what is made of the delivery alone. */
function hiddenHeaders(destination: DestinationConfig): ReadonlySet<string> {
  const signatures = [
    ...Object.values(schemes),
    ...signersOf(destination).map(({ scheme }) => scheme),
  ].flatMap(({ signature }) => signatureHeaderNames(signature ?? {}));
  const added = Object.entries(destination.headers).flatMap(([name, value]) =>
    typeof value === 'string' && isOfDelivery(value) ? [] : [name],
  );
  return new Set([...signatures, ...added].map((name) => name.toLowerCase()));
}

/** Placeholders, with signs between them at the most. */
function isOfDelivery(text: string): boolean {
  const pieces = parseHeaderTemplate(text);
  if (typeof pieces === 'string' || pieces.every((piece) => 'text' in piece)) return false;
  return pieces.every((piece) => !('text' in piece) || !/[\p{L}\p{N}]/u.test(piece.text));
}
