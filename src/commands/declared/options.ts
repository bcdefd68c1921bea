/** Options that several commands have. */
import { optionsOf } from '../frame/declaration.js';

export const CONFIG_OPTION = optionsOf({
  config: {
    type: 'string',
    short: 'c',
    value: 'FILE',
    says: 'the configuration; env:NAME takes the text of a variable',
    env: ['GATEWAY_CONFIG'],
    completes: 'file',
  },
});

export const JSON_OPTION = optionsOf({
  output: { type: 'string', short: 'o', value: 'json', says: 'as JSON, for programs', choices: ['json'] },
});

/** Of commands that ask a running gateway. Its token comes from the environment alone. */
export const ADMIN_URL_OPTION = optionsOf({
  url: {
    type: 'string',
    value: 'URL',
    says: 'the admin port',
    env: ['GATEWAY_ADMIN_URL'],
    otherwise: 'this machine',
  },
  ca: {
    type: 'string',
    value: 'FILE',
    says: 'in https: the authority that signed its certificate (PEM)',
    env: ['GATEWAY_ADMIN_CA'],
    stands: 'GATEWAY_ADMIN_CA',
    completes: 'file',
  },
});

export const API_OPTIONS = optionsOf({ ...ADMIN_URL_OPTION, ...JSON_OPTION });

/** Where a delivery belongs, for ids that do not say. */
export const PLACE_OPTIONS = optionsOf({
  route: { type: 'string', value: 'NAME', says: 'the route it belongs to, if the id does not say' },
  destination: { type: 'string', value: 'NAME', says: 'the destination, likewise' },
});

/** What chooses deliveries. */
export const FILTER_OPTIONS = optionsOf({
  route: { type: 'string', value: 'NAME', says: 'of one route' },
  outcome: { type: 'string', value: 'CODE', says: 'with one outcome, such as failed' },
  event: { type: 'string', value: 'NAME', says: 'of one event' },
  since: {
    type: 'string',
    value: 'TIME',
    says: 'received at or after: 2026-11-20T09:30:00Z, or 2h for two hours ago',
  },
  until: { type: 'string', value: 'TIME', says: 'received before; as --since' },
});

export const PAGE_OPTIONS = optionsOf({
  limit: { type: 'string', value: 'N', says: 'as many at the most', otherwise: '50' },
  cursor: { type: 'string', value: 'TEXT', says: 'go on where a list ended' },
});

/** Where scheme and secret come from. */
export const SCHEME_OPTIONS = optionsOf({
  scheme: { type: 'string', value: 'NAME', says: 'a built-in scheme', completes: 'scheme' },
  'secret-env': { type: 'string', value: 'VAR', says: 'the variable that holds the secret' },
  'secret-file': { type: 'string', value: 'FILE', says: 'the file that holds the secret', completes: 'file' },
  config: {
    type: 'string',
    value: 'FILE',
    says: 'a configuration, in place of scheme and secret; with --route',
    completes: 'file',
  },
  route: { type: 'string', value: 'NAME', says: 'the route of the configuration whose source it is' },
});

/** What is signed. */
export const MESSAGE_OPTIONS = optionsOf({
  id: { type: 'string', value: 'ID', says: 'the message id', otherwise: 'a fresh one' },
  event: {
    type: 'string',
    value: 'NAME',
    says: "the event's name, where the scheme does not read it in the body",
  },
  timestamp: {
    type: 'string',
    value: 'TIME',
    says: 'the signed time: seconds, milliseconds or ISO 8601',
    otherwise: 'now',
  },
});
