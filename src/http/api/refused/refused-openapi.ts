/** The endpoints of refused deliveries in the OpenAPI document. */
import { OUTCOME_CODES } from '../../../model/outcome.js';
import { inPath, inQuery, paging, read } from '../openapi-parts.js';
import { ref } from '../openapi-schemas.js';
import { TIME } from '../query.js';

const route = inQuery('route', 'Of this route only; `_unmatched` stands for what no route has.');

export const refusedPaths = {
  '/refused': read('listRefused', 'Refused deliveries, the newest first.', ref('RefusedList'), {
    parameters: [
      route,
      inQuery('outcome', 'An outcome.', { enum: ['dead', ...OUTCOME_CODES] }),
      inQuery('reason', "The outcome's reason, or the outcome where it has none."),
      inQuery('client', "The source's address."),
      inQuery('since', `First received then or later: ${TIME}.`),
      inQuery('until', `First received then or before: ${TIME}.`),
      ...paging,
    ],
  }),
  '/refused/{id}': read(
    'getRefused',
    'One refused delivery, and what explains it as the configuration is now.',
    ref('RefusedDetail'),
    { parameters: [inPath('id', 'Its id in the list.'), route] },
    ['unknown_refused', 'invalid_path', 'store_unavailable'],
  ),
};
