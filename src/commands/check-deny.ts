/** `check --deny`: what is valid and still not wanted. */
import { member } from '../checks/report.js';
import { destinationPath } from '../config/destination-path.js';
import type { Fault } from '../checks/fault.js';
import { didYouMean } from '../checks/nearest.js';
import type { GatewayConfig } from '../config/config.js';
import { LITERAL_SECRET } from '../config/secrets/secrets.js';
import { DENIABLE } from './declared/running.js';
import { UsageError } from './io.js';
import { printable } from './print.js';

type Deniable = (typeof DENIABLE)[number];

/** @throws UsageError for a word that nothing is denied by. */
export function readDenied(list: string | undefined): readonly Deniable[] {
  if (list === undefined) return [];
  return list.split(',').map((word) => {
    const known = DENIABLE.find((one) => one === word);
    if (known !== undefined) return known;
    throw new UsageError(
      `--deny takes a list of ${DENIABLE.join(', ')}, not "${printable(word)}"${didYouMean(word, DENIABLE)}`,
    );
  });
}

/** @param warnings of the same configuration: a secret that stands in it is one of them */
export function deniedIn(
  config: GatewayConfig,
  warnings: readonly Fault[],
  words: readonly Deniable[],
): readonly Fault[] {
  const found: Readonly<Record<Deniable, () => readonly Fault[]>> = {
    none: () => unsigned(config),
    'literal-secret': () => warnings.filter(({ message }) => message === LITERAL_SECRET),
    'report-only': () => letOn(config),
  };
  return [...new Set(words)].flatMap((word) => found[word]());
}

function unsigned({ routes }: GatewayConfig): readonly Fault[] {
  return routes.flatMap((route, index) => [
    ...(route.source.schemeName === 'none'
      ? [{ path: `routes[${index}].source.scheme`, message: 'none: anybody may send' }]
      : []),
    ...route.destinations.flatMap(({ schemeName }, place) => {
      const path = member('routes', index, ...destinationPath(route, place), 'scheme');
      return schemeName === 'none' ? [{ path, message: 'none: the receiver cannot verify' }] : [];
    }),
  ]);
}

function letOn({ routes }: GatewayConfig): readonly Fault[] {
  return routes.flatMap(({ source }, index) =>
    source.reportOnly
      ? [{ path: `routes[${index}].source.reportOnly`, message: 'what does not verify goes on' }]
      : [],
  );
}
