/** Commands that ask a running gateway through its admin API. */
import { DEAD_LETTER_REASONS } from '../../model/trail.js';
import { declared, optionsOf } from '../frame/declaration.js';
import { API_OPTIONS, FILTER_OPTIONS, PAGE_OPTIONS, PLACE_OPTIONS } from './options.js';

/** Of commands that change many. */
const BULK_OPTIONS = optionsOf({
  yes: { type: 'boolean', says: 'do it, without being asked' },
  'dry-run': { type: 'boolean', says: 'only say how many, by outcome' },
});
const RATE = { type: 'string', value: 'N', says: 'deliveries a second', otherwise: '50' } as const;

export const STATUS = declared({
  name: 'status',
  summary: 'the whole on one screen: what is well, and what needs you',
  more: 'Ends with 1 if something is critical. A route that waits for its first delivery is told with the URL for its provider and a line that sends a test event.',
  forms: [''],
  options: API_OPTIONS,
  examples: [{ line: 'status', says: 'what is well, and what needs you' }],
});

/** Of several. */
const OF_ONE = { type: 'string', value: 'NAME', says: 'of one destination alone' } as const;

export const TAIL = declared({
  name: 'tail',
  summary: 'print deliveries as they end, until Ctrl-C',
  more: 'Of the replica that is asked, refused deliveries too. A gateway that goes away is tried again. With -o json each delivery is one line.',
  forms: ['[--route NAME] [--destination NAME] [--outcome CODE] [--event NAME] [--id ID]'],
  options: {
    route: FILTER_OPTIONS.route,
    destination: OF_ONE,
    outcome: FILTER_OPTIONS.outcome,
    event: FILTER_OPTIONS.event,
    id: { type: 'string', value: 'ID', says: 'with this id' },
    ...API_OPTIONS,
  },
  examples: [
    { line: 'tail --route orders --outcome failed', says: 'what a route fails to deliver, as it happens' },
  ],
});

export const DELIVERIES = declared({
  name: 'deliveries',
  summary: 'list the delivery log, or show one delivery',
  forms: [
    '[--route NAME] [--destination NAME] [--outcome CODE] [--since TIME]',
    'ID [--route NAME] [--destination NAME]',
  ],
  positionals: [
    {
      name: 'ID',
      says: "a message id or the provider's id: shows one delivery, the way it went, and its attempts",
    },
  ],
  options: {
    ...FILTER_OPTIONS,
    id: { type: 'string', value: 'ID', says: 'list all that have this id' },
    destination: { ...OF_ONE, says: 'of one destination; with an id, if that does not say' },
    ...PAGE_OPTIONS,
    ...API_OPTIONS,
  },
  examples: [
    {
      line: 'deliveries --route orders --outcome failed --since 2h',
      says: 'what a route failed to deliver lately',
    },
    { line: 'deliveries msg_1', says: 'one delivery, where its time went, and its attempts' },
  ],
});

export const REPLAY = declared({
  name: 'replay',
  summary: 'deliver again, past dedupe',
  more: 'The receiver gets the message id it got before. A range leaves out what was accepted, unless --outcome says accepted.',
  forms: [
    'ID… [--route NAME] [--destination NAME]',
    '--route NAME [--destination NAME] --since TIME [--until TIME] [--outcome CODE] [--event NAME] [--rate N] --yes',
  ],
  positionals: [{ name: 'ID', says: "message ids or the provider's ids", many: true }],
  options: {
    ...FILTER_OPTIONS,
    destination: { type: 'string', value: 'NAME', says: 'the destination; with ids, if they do not say' },
    rate: RATE,
    ...BULK_OPTIONS,
    ...API_OPTIONS,
  },
  examples: [
    { line: 'replay msg_1', says: 'one delivery' },
    { line: 'replay --route orders --since 2h --dry-run', says: 'how many of two hours did not arrive' },
    { line: 'replay --route orders --since 2h --rate 10 --yes', says: 'and now for good' },
  ],
});

/** Of dead letters. */
const WITH_REASON = {
  type: 'string',
  value: 'WORD',
  says: 'with one reason, such as exhausted',
  choices: DEAD_LETTER_REASONS,
} as const;

export const DEAD = declared({
  name: 'dead',
  summary: 'list dead letters, or send them again',
  forms: ['[--route NAME] [--destination NAME] [--reason WORD]'],
  options: {
    route: FILTER_OPTIONS.route,
    destination: OF_ONE,
    reason: WITH_REASON,
    ...PAGE_OPTIONS,
    ...API_OPTIONS,
  },
  examples: [
    { line: 'dead --route orders', says: 'what was given up on one route' },
    { line: 'dead --reason exhausted', says: 'what outlived its schedule, on every route' },
  ],
});

export const DEAD_REPLAY = declared({
  name: 'dead replay',
  summary: 'send dead letters again',
  forms: ['ID…', '--route NAME [--destination NAME] [--reason WORD] --yes', '--all [--reason WORD] --yes'],
  positionals: [{ name: 'ID', says: 'message ids', many: true }],
  options: {
    route: { type: 'string', value: 'NAME', says: 'all of one route' },
    destination: { ...OF_ONE, says: 'with --route: of this destination alone' },
    reason: { ...WITH_REASON, says: 'with --route or --all: those with one reason, such as exhausted' },
    all: { type: 'boolean', says: 'all of every route' },
    rate: { ...RATE, default: '50' },
    ...BULK_OPTIONS,
    ...API_OPTIONS,
  },
  examples: [
    { line: 'dead replay msg_1', says: 'one' },
    {
      line: 'dead replay --route orders --rate 10 --yes',
      says: 'all of a route, at a rate its receiver can take',
    },
  ],
});

export const DEAD_DROP = declared({
  name: 'dead drop',
  summary: 'give dead letters up for good',
  forms: ['ID…', '--route NAME [--destination NAME] [--reason WORD] --yes', '--all [--reason WORD] --yes'],
  positionals: [{ name: 'ID', says: 'message ids', many: true }],
  options: {
    route: { type: 'string', value: 'NAME', says: 'all of one route' },
    destination: { ...OF_ONE, says: 'with --route: of this destination alone' },
    reason: { ...WITH_REASON, says: 'with --route or --all: those with one reason, such as exhausted' },
    all: { type: 'boolean', says: 'all of every route' },
    rate: { ...RATE, says: 'as many a second', default: '1000' },
    ...BULK_OPTIONS,
    ...API_OPTIONS,
  },
  examples: [
    { line: 'dead drop --route orders --dry-run', says: 'how many there are' },
    { line: 'dead drop msg_1', says: 'one of them' },
  ],
});

const ROUTE_NAME = {
  name: 'NAME',
  says: 'the route',
  missing: 'name the route; `webhook-gateway routes` lists them',
} as const;

export const ROUTES = declared({
  name: 'routes',
  summary: 'list routes with their backlog, or change one',
  forms: [''],
  options: API_OPTIONS,
  examples: [{ line: 'routes', says: 'every route, what waits, and its receiver' }],
});

export const ROUTES_PAUSE = declared({
  name: 'routes pause',
  summary: 'stop delivering to the receiver of a route',
  more: 'A queued route takes deliveries and keeps them; a direct one has its provider retry.',
  forms: ['NAME [--destination NAME]'],
  positionals: [ROUTE_NAME],
  options: { destination: OF_ONE, ...API_OPTIONS },
  examples: [{ line: 'routes pause orders', says: 'while its receiver is mended' }],
});

export const ROUTES_RESUME = declared({
  name: 'routes resume',
  summary: 'go on delivering',
  forms: ['NAME [--destination NAME]'],
  positionals: [ROUTE_NAME],
  options: { destination: OF_ONE, ...API_OPTIONS },
  examples: [{ line: 'routes resume orders', says: 'what waited goes out' }],
});

export const ROUTES_TEST = declared({
  name: 'routes test',
  summary: "send a route's receivers a test event",
  more: 'Ends with 1 if one of them does not accept it.',
  forms: ['NAME [--destination NAME]'],
  positionals: [ROUTE_NAME],
  options: { destination: OF_ONE, ...API_OPTIONS },
  examples: [{ line: 'routes test orders', says: 'what the receiver answers' }],
});

export const ROUTES_CANCEL = declared({
  name: 'routes cancel',
  aliases: ['routes drop'],
  summary: 'drop everything that waits for a route',
  forms: ['NAME [--destination NAME] --yes'],
  positionals: [ROUTE_NAME],
  options: {
    destination: OF_ONE,
    rate: { ...RATE, says: 'as many a second', default: '1000' },
    ...BULK_OPTIONS,
    ...API_OPTIONS,
  },
  examples: [{ line: 'routes cancel orders --yes', says: 'nobody will get what waited' }],
});

export const ROUTES_HANDSHAKE = declared({
  name: 'routes handshake',
  summary: "show the secrets that came in a route's handshakes",
  more: 'They are shown once: the answer is the only one there will be.',
  forms: ['NAME'],
  positionals: [ROUTE_NAME],
  options: API_OPTIONS,
  examples: [{ line: 'routes handshake tasks', says: 'the secret that a provider handed over' }],
});

export const FORGET = declared({
  name: 'forget',
  summary: "make dedupe forget deliveries, so that the provider's own retry passes",
  forms: ['ID… [--route NAME] [--destination NAME]'],
  positionals: [
    {
      name: 'ID',
      says: "message ids or the provider's ids",
      missing: "name deliveries by message id or by the provider's id",
      many: true,
    },
  ],
  options: { ...PLACE_OPTIONS, ...API_OPTIONS },
  examples: [{ line: 'forget msg_1', says: 'the next copy of it is a new delivery' }],
});

const REFUSED_FILTERS = optionsOf({
  route: { type: 'string', value: 'NAME', says: 'of one route; _unmatched for what no route has' },
  outcome: { type: 'string', value: 'CODE', says: 'with one outcome, such as invalid_signature' },
  reason: { type: 'string', value: 'WORD', says: 'with one reason, such as mismatch' },
  client: { type: 'string', value: 'ADDRESS', says: 'from one address' },
  since: FILTER_OPTIONS.since,
  until: FILTER_OPTIONS.until,
});

export const REFUSED = declared({
  name: 'refused',
  summary: 'list refused deliveries, show why, or take them',
  forms: ['[--route NAME] [--reason WORD] [--since TIME]'],
  options: { ...REFUSED_FILTERS, ...PAGE_OPTIONS, ...API_OPTIONS },
  examples: [
    { line: 'refused --route orders --since 12h', says: 'what was refused overnight' },
    { line: 'refused --route _unmatched', says: 'what came to a path that no route has' },
  ],
});

export const REFUSED_SHOW = declared({
  name: 'refused show',
  summary: 'show one refused delivery, why it was refused, and the line to change',
  forms: ['ID [--route NAME]'],
  positionals: [{ name: 'ID', says: 'its id in the list', missing: 'name one by its id in the list' }],
  options: { route: PLACE_OPTIONS.route, ...API_OPTIONS },
  examples: [{ line: 'refused show ref_0123456789abcdef01234567', says: 'headers, body and causes' }],
});

export const REFUSED_VERIFY = declared({
  name: 'refused verify',
  summary: 'judge refused deliveries again, and take those that are genuine now',
  more: 'Each is judged with the clock of its receipt, and goes through dedupe like any other delivery.',
  forms: ['ID…', '--route NAME [--reason WORD] [--since TIME] [--rate N] --yes'],
  positionals: [{ name: 'ID', says: 'ids of the list', many: true }],
  options: {
    ...REFUSED_FILTERS,
    rate: { ...RATE, otherwise: '10' },
    ...BULK_OPTIONS,
    ...API_OPTIONS,
  },
  examples: [
    { line: 'refused verify ref_0123456789abcdef01234567', says: 'one' },
    {
      line: 'refused verify --route orders --dry-run',
      says: 'how many are genuine as the configuration is now',
    },
    { line: 'refused verify --route orders --yes', says: 'and takes them' },
  ],
});

export const REFUSED_ALLOW = declared({
  name: 'refused allow',
  summary: 'let deliveries pass that ended as event_reuse, when they come next',
  forms: ['ID… [--route NAME] [--destination NAME]'],
  positionals: [{ name: 'ID', says: 'message ids', missing: 'name deliveries by message id', many: true }],
  options: { ...PLACE_OPTIONS, ...API_OPTIONS },
  examples: [{ line: 'refused allow msg_1', says: 'its next copy passes' }],
});

const DRY_RUN = { type: 'boolean', says: 'only say what would be' } as const;

export const RELOAD = declared({
  name: 'reload',
  summary: 'have the running gateway read its configuration again, and print what changes',
  more: 'Whole or not at all: a faulty configuration leaves the running one as it is, and every fault is printed.',
  forms: ['[--dry-run]'],
  options: { 'dry-run': DRY_RUN, ...API_OPTIONS },
  examples: [
    { line: 'reload --dry-run', says: 'what would change' },
    { line: 'reload', says: 'and now for good' },
  ],
});

export const JOBS = declared({
  name: 'jobs',
  summary: 'list bulk work of the gateway, watch one job, or stop it',
  forms: [''],
  options: API_OPTIONS,
  examples: [{ line: 'jobs', says: 'what runs, and what ended of late' }],
});

const JOB_ID = {
  name: 'JOB',
  says: "the job's id",
  missing: 'name the job; `webhook-gateway jobs` lists them',
} as const;

export const JOBS_WATCH = declared({
  name: 'jobs watch',
  summary: 'show how far a job has come, until it ends',
  more: 'Ends with 1 if any of it failed. Ctrl-C ends the watching and not the job.',
  forms: ['JOB'],
  positionals: [JOB_ID],
  options: API_OPTIONS,
  examples: [{ line: 'jobs watch job_1', says: 'to its end' }],
});

export const JOBS_STOP = declared({
  name: 'jobs stop',
  summary: 'end a job; what it did stays done',
  forms: ['JOB'],
  positionals: [JOB_ID],
  options: API_OPTIONS,
  examples: [{ line: 'jobs stop job_1', says: 'on whichever replica it runs' }],
});
