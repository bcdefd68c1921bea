/** The API's description in OpenAPI 3.1; the API serves it. Tests hold it against the endpoints and real answers. */
import { DEAD_LETTER_REASONS } from '../../model/trail.js';
import { OUTCOME_CODES } from '../../model/outcome.js';
import { refusedPaths } from './refused/refused-openapi.js';
import { jobPaths } from './jobs/jobs-openapi.js';
import { configPaths, configSchemas } from './config-openapi.js';
import { overviewPaths, overviewSchemas } from './overview/overview-openapi.js';
import { translatePaths, translateSchemas } from './translate/translate-openapi.js';
import { queuePaths, queueSchemas } from './queue/queue-openapi.js';
import { inPath, inQuery, paging, read, write } from './openapi-parts.js';
import { ref, schemas } from './openapi-schemas.js';
import { PROBLEM_CODES, type ProblemCode } from './problem.js';
import { TIME } from './query.js';

const routeName = inPath('name', "The route's name.");
const readId = inPath(
  'id',
  "The message id, else the provider's; if several deliveries have it, the latest.",
);
const writtenId = inPath(
  'id',
  "The message id, or the provider's with `route` or `destination`: anybody may have written that one.",
);
const refusedId = inPath('id', 'The message id.');
const route = inQuery('route', 'Of this route only.');
const destination = inQuery('destination', 'Of this destination only.');
const place = [route, destination];
const filters = [
  ...place,
  inQuery('outcome', 'An outcome, or `dead` for every dead letter.', { enum: ['dead', ...OUTCOME_CODES] }),
  inQuery('event', "The event's name."),
  inQuery('id', "The message id or the provider's."),
  inQuery('since', `Received then or later: ${TIME}.`),
  inQuery('until', `Received then or before: ${TIME}.`),
];

const unknownRoute: readonly ProblemCode[] = ['unknown_route', 'invalid_path'];
const unknownDelivery: readonly ProblemCode[] = ['unknown_delivery', 'invalid_path'];
const notOne: readonly ProblemCode[] = [...unknownDelivery, 'ambiguous_id'];

export const openapi = {
  openapi: '3.1.0',
  info: {
    title: 'Webhook gateway: admin API',
    version: '1',
    description: `What operators see and do. Problems: ${PROBLEM_CODES.map((code) => `\`${code}\``).join(', ')}.`,
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/api', description: 'On the admin port.' }],
  security: [{ token: [] }],
  paths: {
    '/routes': read('listRoutes', 'Every route and its state.', ref('RouteList')),
    '/routes/{name}/test': write({
      operationId: 'testRoute',
      summary:
        "Sends a test event to the route's receivers, once each; the first one's answer is in `attempt`, all are in `destinations`.",
      answer: 'Tested',
      parameters: [routeName, destination],
      codes: unknownRoute,
    }),
    '/routes/{name}/pause': write({
      operationId: 'pauseRoute',
      summary:
        'Stops deliveries to the receiver on every replica: a direct route answers `paused`, a queued one goes on accepting.',
      answer: 'Route',
      parameters: [routeName, destination],
      codes: unknownRoute,
    }),
    '/routes/{name}/resume': write({
      operationId: 'resumeRoute',
      summary: 'Ends a pause, whoever caused it.',
      answer: 'Route',
      parameters: [routeName, destination],
      codes: unknownRoute,
    }),
    '/routes/{name}/cancel': write({
      operationId: 'cancelRoute',
      summary: 'Drops the pending messages by a job, and says how many.',
      answer: 'Count',
      parameters: [routeName, destination],
      codes: [...unknownRoute, 'too_many_jobs'],
    }),
    '/routes/{name}/handshake': write({
      operationId: 'revealHandshake',
      summary:
        "The secrets that came in the route's handshakes, told once: with this answer the replica forgets them.",
      answer: 'Revealed',
      parameters: [routeName],
      codes: unknownRoute,
    }),
    ...translatePaths,
    '/deliveries': read('listDeliveries', 'Deliveries, the newest first.', ref('DeliveryList'), {
      parameters: [...filters, ...paging],
    }),
    '/deliveries/{id}': read(
      'getDelivery',
      'One delivery, with its body if that is kept.',
      ref('DeliveryDetail'),
      { parameters: [readId, ...place] },
      [...unknownDelivery, 'store_unavailable'],
    ),
    '/deliveries/{id}/replay': write({
      operationId: 'replayDelivery',
      summary:
        'Delivers it again under its message id, past dedupe. If it waits for its next attempt, it is attempted now.',
      status: 202,
      answer: 'Replayed',
      parameters: [writtenId, ...place],
      codes: [...notOne, 'body_not_kept'],
    }),
    '/deliveries/{id}/forget': write({
      operationId: 'forgetDelivery',
      summary: "Dedupe forgets it, so that the provider's own retry or replay passes.",
      answer: 'Forgotten',
      parameters: [writtenId, ...place],
      codes: notOne,
    }),
    ...refusedPaths,
    '/refused/{id}/allow': write({
      operationId: 'allowRefused',
      summary: 'A delivery that ended as `event_reuse` passes when it comes next, within the window.',
      answer: 'Allowed',
      parameters: [refusedId, ...place],
      codes: notOne,
    }),
    '/dead': read('listDead', 'Dead letters, the newest first.', ref('DeliveryList'), {
      parameters: [...place, inQuery('reason', 'Why it is dead.', { enum: DEAD_LETTER_REASONS }), ...paging],
    }),
    '/pending': read(
      'listPending',
      'Stored messages that have not ended: they wait for an attempt, or one is made. The latest receipt first.',
      ref('DeliveryList'),
      { parameters: [...place, ...paging] },
    ),
    '/dead/replay': write({
      operationId: 'replayDead',
      summary: 'Puts dead letters on their way again by a job, and says how many.',
      status: 202,
      answer: 'Count',
      takes: 'Selection',
      needed: true,
      codes: ['too_many_jobs'],
    }),
    ...queuePaths,
    ...jobPaths,
    ...configPaths,
    ...overviewPaths,
    '/whoami': read('whoAmI', 'Whose token it is, and what it may.', ref('Principal'), {}, []),
    '/audit': read('listAudit', 'Writes through this API, the newest first.', ref('AuditList'), {
      parameters: [
        inQuery('what', 'Of this operation, as `operationId` names it.'),
        inQuery('token', 'With the token of this name.'),
        inQuery('since', `Answered then or later: ${TIME}.`),
        inQuery('until', `Answered then or before: ${TIME}.`),
        ...paging,
      ],
    }),
    '/openapi.json': read('getOpenapi', 'This document.', { type: 'object' }, {}, []),
  },
  components: {
    schemas: { ...schemas, ...configSchemas, ...queueSchemas, ...overviewSchemas, ...translateSchemas },
    securitySchemes: {
      token: {
        type: 'http',
        scheme: 'bearer',
        description: '`admin.token` of the configuration, or one of `admin.tokens`.',
      },
    },
  },
};
