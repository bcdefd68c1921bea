/** `translate`: what a destination would get of a body, or why there is nothing for it. */
import type { DestinationConfig, GatewayConfig, RouteConfig } from '../config/config.js';
import { redactDestinationUrl } from '../config/resolve/shown-url.js';
import { showTrial, type ShownEnd, type ShownRequest } from '../gateway/trial/show-trial.js';
import { Untriable, readTrial, type Trial, type TrialDelivery } from '../gateway/trial/try-translation.js';
import { readVersion } from '../model/version.js';
import type { TRANSLATE } from './declared/signing-commands.js';
import { parseHeaders } from './explain.js';
import type { ArgsOf } from './frame/declaration.js';
import { UsageError, type ExitCode, type Io } from './io.js';
import { openExpressions } from './patient-expressions.js';
import { jsonText, printable } from './print.js';
import { bodyOf, configOf, idOf, oneOf, readFile, timestampOf } from './signing.js';

type Values = ArgsOf<typeof TRANSLATE>['values'];

export async function translateCommand({ values }: ArgsOf<typeof TRANSLATE>, io: Io): Promise<ExitCode> {
  const config = await configOf(values.config, io);
  const { route, destination } = chosen(config, values);
  const trial = readable(config, route, {
    body: await bodyOf(values, io),
    headers: headersOf(values),
    event: values.event,
    id: values.id === undefined ? undefined : idOf(values),
    at: timestampOf(values.timestamp),
  });
  const expressions = openExpressions();
  try {
    const { evaluate } = expressions;
    const shown = await showTrial(trial, destination, { evaluate, version: readVersion(), clock: Date.now });
    return tell(shown, destination, values.output === 'json', io);
  } finally {
    await expressions.close();
  }
}

interface Chosen {
  readonly route: RouteConfig;
  readonly destination: DestinationConfig;
}

/** @throws UsageError if more than one could be meant, or none */
function chosen({ routes }: GatewayConfig, values: Values): Chosen {
  const route = oneOf(routes, values.route, 'routes', '--route');
  return {
    route,
    destination: oneOf(route.destinations, values.destination, 'destinations', '--destination'),
  };
}

/** @throws UsageError if the event's name has no place */
function readable(config: GatewayConfig, route: RouteConfig, delivery: TrialDelivery): Trial {
  try {
    return readTrial(config, route, delivery);
  } catch (error) {
    if (error instanceof Untriable) throw new UsageError(error.message);
    throw error;
  }
}

function headersOf({ headers }: Values): Record<string, string> {
  const raw = headers === undefined ? [] : parseHeaders(readFile(headers).toString('latin1'));
  const named: Record<string, string> = {};
  for (let i = 0; i < raw.length; i += 2) named[raw[i] ?? ''] = raw[i + 1] ?? '';
  return named;
}

function tell(
  shown: ShownRequest | ShownEnd,
  destination: DestinationConfig,
  asJson: boolean,
  io: Io,
): ExitCode {
  if ('outcome' in shown) return tellNothing(shown, asJson, io);
  const { headers } = shown;
  const body = shown.body.toString('utf8');
  const url = redactDestinationUrl(destination.url);
  if (asJson) io.out(jsonText({ method: 'POST', url, headers, body }));
  else {
    const lines = headers.map(([name, value]) => `${name}: ${printable(value)}\n`).join('');
    io.out(`POST ${url}\n${lines}\n${body}\n`);
  }
  return 0;
}

function tellNothing({ outcome, says }: ShownEnd, asJson: boolean, io: Io): ExitCode {
  const { code, reason = '' } = outcome;
  if (asJson) io.out(jsonText({ outcome: code, reason, says }));
  else io.err(`${code}: ${reason}${says === undefined ? '' : `: ${printable(says)}`}\n`);
  return 1;
}
