/** `verify again`: refused deliveries are judged by the configuration as it is now, and the genuine ones are taken. */
import { verifyLine } from '../../commands/refused-lines.js';
import type { BulkWork } from '../../parts/bulk-button.js';
import type { RefusedQuery } from './refused-pages.js';

const SAYS =
  'Each is judged by the configuration as it is now, with the clock of its receipt. What is genuine goes to its ' +
  'receivers once, through dedupe, and leaves this list; the rest stays as it is.';
/** As the API has it by default. */
const RATE = 10;

/** @param what the deliveries are, in words */
export function verifyWork(filter: RefusedQuery, what: string, label = 'Verify again'): BulkWork {
  const isAll = Object.keys(filter).length === 0;
  return {
    ...{ label, title: `${label}: ${what}`, says: SAYS, rate: RATE },
    request: isAll ? { do: 'verify', all: true } : { do: 'verify', filter: { ...filter } },
    line: (rate) => verifyLine(filter, rate),
  };
}

export function verifyOneWork(id: string, route: string): BulkWork {
  return {
    ...{ label: 'Verify again', title: 'Verify this delivery again', says: SAYS, rate: RATE },
    request: { do: 'verify', filter: { ids: [id], ...(route.startsWith('_') ? {} : { route }) } },
    line: () => verifyLine({ id }, RATE),
  };
}
