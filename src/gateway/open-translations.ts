/** Opens what shows operators the work of each destination on a body that they paste. */
import type { DestinationConfig, GatewayConfig } from '../config/config.js';
import { redactDestinationUrl } from '../config/resolve/shown-url.js';
import type { Evaluate } from '../line/expressions.js';
import type { EpochClock } from '../model/time.js';
import {
  MOST_TRANSLATIONS,
  TranslateRefused,
  type PastedDelivery,
  type TranslateOperations,
  type TranslatedFor,
} from '../operate/translations.js';
import { showTrial, type TrialParts } from './trial/show-trial.js';
import { Untriable, readTrial, type Trial, type TrialDelivery } from './trial/try-translation.js';

interface Parts {
  /** In force. */
  readonly config: () => GatewayConfig;
  readonly evaluate: Evaluate;
  readonly version: string;
  readonly clock: EpochClock;
}

/**
 * Whose turn it is when a pasted body is evaluated. No destination is called so: one that is slow with such a body has
 * its own deliveries evaluated as before, and all such bodies together have one worker at a time.
 */
const OWNER = 'translate';

export function openTranslations({ config, evaluate, version, clock }: Parts): TranslateOperations {
  const parts: TrialParts = {
    evaluate: (_owner, expression, input) => evaluate(OWNER, expression, input),
    ...{ version, clock },
  };
  let running = 0;
  return {
    async translate(name, pasted, only) {
      const inForce = config();
      const route = inForce.routes.find((one) => one.name === name);
      const wanted = route?.destinations.filter((one) => only === undefined || one.name === only);
      if (!route || !wanted || wanted.length === 0) return undefined;
      if (running >= MOST_TRANSLATIONS) throw new TranslateRefused('too_many');
      running++;
      try {
        const trial = readable(() => readTrial(inForce, route, deliveryOf(pasted, clock)));
        // Beside each other: whoever waits for an evaluation is sent away in time, so all are done by then.
        return await Promise.all(wanted.map((one) => translatedFor(trial, one, parts)));
      } finally {
        running--;
      }
    },
  };
}

/** Headers come as bytes, and are read as Latin-1. */
function deliveryOf({ body, headers, event, id }: PastedDelivery, clock: EpochClock): TrialDelivery {
  const asReceived = Object.entries(headers).map(([name, value]) => [name, received(value)] as const);
  return {
    ...{ body, id, at: clock() },
    headers: Object.fromEntries(asReceived),
    event: event === undefined ? undefined : received(event),
  };
}

function received(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function sent(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}

/** @throws TranslateRefused */
function readable(read: () => Trial): Trial {
  try {
    return read();
  } catch (error) {
    if (error instanceof Untriable) throw new TranslateRefused('unreadable', error.message);
    throw error;
  }
}

async function translatedFor(
  trial: Trial,
  destination: DestinationConfig,
  parts: TrialParts,
): Promise<TranslatedFor> {
  const place = { destination: destination.name, url: redactDestinationUrl(destination.url) };
  const shown = await showTrial(trial, destination, parts);
  if ('outcome' in shown) {
    const { code, reason } = shown.outcome;
    return { ...place, result: { outcome: code, reason, says: shown.says } };
  }
  const { headers, body } = shown;
  return {
    ...place,
    result: {
      headers: headers.map(([name, value]) => [name, sent(value)] as const),
      body,
      changed: !body.equals(trial.delivery.body),
    },
  };
}
