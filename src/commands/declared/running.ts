/** Commands around a gateway on this machine. */
import { declared } from '../frame/declaration.js';
import { ADMIN_URL_OPTION, CONFIG_OPTION, JSON_OPTION, SCHEME_OPTIONS } from './options.js';

const WITHOUT_FILE =
  'Without --config it reads /etc/webhook-gateway/gateway.yaml, and without that file one route from variables.';

export const SERVE = declared({
  name: 'serve',
  summary: 'run the gateway',
  more: `${WITHOUT_FILE} SIGTERM drains it, SIGHUP has it read its configuration again. On a terminal it prints the address of the console, with a token for this run.`,
  forms: ['[--config FILE]'],
  options: CONFIG_OPTION,
  examples: [{ line: 'serve --config gateway.yaml', says: 'until it is told to stop' }],
});

/** What `check --deny` can forbid. */
export const DENIABLE = ['report-only', 'none', 'literal-secret'] as const;

export const CHECK = declared({
  name: 'check',
  summary: 'validate a configuration and show what it means',
  more: `Lists every fault and ends with 2 if there is one. ${WITHOUT_FILE}`,
  forms: ['[--config FILE]'],
  options: {
    ...CONFIG_OPTION,
    online: { type: 'boolean', says: 'ask the store, and the running gateway, what only they know' },
    running: {
      type: 'boolean',
      says: 'compare with what the running gateway has in force; ends with 1 where they differ',
    },
    deny: {
      type: 'string',
      value: 'LIST',
      says: `ends with 1 where one of these is found: ${DENIABLE.join(', ')}`,
    },
    quiet: { type: 'boolean', short: 'q', says: 'faults, warnings and what is denied alone' },
    ...ADMIN_URL_OPTION,
    output: {
      type: 'string',
      short: 'o',
      value: 'FORMAT',
      says: 'yaml or json',
      default: 'yaml',
      choices: ['yaml', 'json'],
    },
  },
  examples: [
    {
      line: 'check --config gateway.yaml',
      says: 'every fault, every warning, and the effective configuration',
    },
    {
      line: 'check --config gateway.yaml --online -o json',
      says: 'also with what the store says, for programs',
    },
    {
      line: 'check --config gateway.yaml -q --deny report-only,none,literal-secret',
      says: 'before a release: nothing unsigned, no secret in the file',
    },
    { line: 'check --config gateway.yaml --running', says: 'is what runs what the file says?' },
  ],
});

export const SCHEMA = declared({
  name: 'schema',
  summary: 'print the JSON Schema of the configuration, for editors',
  more:
    'An editor completes keys with it, explains them, and marks most faults as they are typed; `check` finds all. A line ' +
    '`# yaml-language-server: $schema=gateway.schema.json` at the top of a configuration names the file that it was written to.',
  forms: ['[--included]'],
  options: { included: { type: 'boolean', says: 'of the files that `include` names' } },
  examples: [
    { line: 'schema', says: 'into a file beside the configuration: > gateway.schema.json' },
    { line: 'schema --included', says: 'for files of routes: > routes.d/routes.schema.json' },
  ],
});

export const HEALTHCHECK = declared({
  name: 'healthcheck',
  summary: 'ask a running gateway whether it is alive',
  more: 'Ends with 0 if it is, else with 1. Made for containers.',
  forms: [''],
  options: { ready: { type: 'boolean', says: 'whether it takes deliveries' }, ...ADMIN_URL_OPTION },
  examples: [{ line: 'healthcheck --ready', says: 'for a probe of readiness' }],
});

export const DEMO = declared({
  name: 'demo',
  summary: 'show the main job on this machine, without Redis',
  more:
    'It starts the gateway and receivers, sends five deliveries, and says before each how it will end. The receivers ' +
    "verify with the svix library if that is installed, else with this package's own `verify`. With --keep a provider " +
    'goes on sending, its secret changes, and what is refused then waits for you: it prints what to do, and the ' +
    "console's address with a token for this run.",
  forms: ['[--keep]'],
  options: { keep: { type: 'boolean', says: 'stay up for a scene, until Ctrl-C' } },
  examples: [
    { line: 'demo', says: 'ends with 0 if everything went as promised' },
    { line: 'demo --keep', says: 'and a secret that changes, to be mended' },
  ],
});

export const VERSION = declared({
  name: 'version',
  summary: 'print what runs here: version, commit, Node, OpenSSL',
  forms: [''],
  options: JSON_OPTION,
  examples: [{ line: 'version -o json', says: 'for a report of a fault' }],
});

export const COMPLETION = declared({
  name: 'completion',
  summary: 'print a script with which a shell completes commands, options and schemes',
  more:
    'For bash: `source <(webhook-gateway completion bash)` in ~/.bashrc. For zsh: the same in ~/.zshrc, behind ' +
    '`compinit`. For fish: `webhook-gateway completion fish | source` in ~/.config/fish/config.fish.',
  forms: ['bash|zsh|fish'],
  positionals: [
    {
      name: 'SHELL',
      says: 'bash, zsh or fish',
      missing: 'name the shell: bash, zsh or fish',
      choices: ['bash', 'zsh', 'fish'],
    },
  ],
  options: {},
  examples: [{ line: 'completion bash', says: 'the script for bash' }],
});

export const DEV = declared({
  name: 'dev',
  aliases: ['listen'],
  summary: 'run the gateway for a try, without a file, and print each delivery',
  more:
    'It keeps everything in memory and listens on this machine alone. Secrets that are not given are made for this ' +
    'run and printed once, and so is the address of the console. A delivery that is refused is printed with the most likely causes.',
  forms: ['--scheme NAME --forward-to URL'],
  options: {
    scheme: { type: 'string', value: 'NAME', says: "the provider's scheme", completes: 'scheme' },
    'forward-to': { type: 'string', value: 'URL', says: 'the receiver' },
    'destination-scheme': {
      type: 'string',
      value: 'NAME',
      says: 'how deliveries to the receiver are signed',
      default: 'standard',
      completes: 'scheme',
    },
    port: { type: 'string', value: 'N', says: 'the port to listen on; 0 is any free one', default: '8080' },
    path: { type: 'string', value: 'PATH', says: 'the path of the one route', default: '/webhooks' },
    'public-url': {
      type: 'string',
      value: 'URL',
      says: 'the URL that the provider posts to, where the scheme signs it',
    },
    'secret-env': SCHEME_OPTIONS['secret-env'],
    'secret-file': SCHEME_OPTIONS['secret-file'],
    'destination-secret-env': {
      type: 'string',
      value: 'VAR',
      says: 'the variable that holds the secret of the receiver',
    },
    'destination-secret-file': {
      type: 'string',
      value: 'FILE',
      says: 'the file that holds the secret of the receiver',
      completes: 'file',
    },
  },
  examples: [
    {
      line: 'dev --scheme github --forward-to http://127.0.0.1:3000/webhooks',
      says: "GitHub's deliveries for a receiver on this machine",
    },
  ],
});

export const INIT = declared({
  name: 'init',
  summary: 'write a first configuration, and say what to do next',
  more:
    'At a terminal it asks for what is not given. Secrets are references to variables, or with --for to files beside ' +
    'the configuration; with --for it also writes a manifest there (compose.yaml or kubernetes.yaml). ' +
    'gateway.schema.json beside it is for editors; one that is there already stays, unless --force says otherwise.',
  forms: [
    '',
    '--source NAME --destination NAME --url URL [--owner NAME=VALUE,…] [--mode MODE] [--for PLATFORM]',
  ],
  options: {
    source: { type: 'string', value: 'NAME', says: "the provider's scheme", completes: 'scheme' },
    destination: { type: 'string', value: 'NAME', says: "the receiver's scheme", completes: 'scheme' },
    url: { type: 'string', value: 'URL', says: "the receiver's" },
    owner: {
      type: 'string',
      value: 'NAME=VALUE,…',
      says: 'whose deliveries are taken, where one key signs for all of a provider',
    },
    mode: {
      type: 'string',
      value: 'MODE',
      says: 'direct, queued or spill',
      default: 'direct',
      choices: ['direct', 'queued', 'spill'],
    },
    for: {
      type: 'string',
      value: 'PLATFORM',
      says: 'compose or kubernetes: a manifest too',
      choices: ['compose', 'kubernetes'],
    },
    out: { type: 'string', value: 'FILE', says: 'where it goes', default: 'gateway.yaml', completes: 'file' },
    force: { type: 'boolean', says: 'overwrite what is there' },
  },
  examples: [
    {
      line: 'init --source github --destination standard --url http://127.0.0.1:3000/webhooks --out first.yaml',
      says: "GitHub's deliveries, signed as Standard Webhooks",
    },
    {
      line: 'init --source stripe --destination svix --url http://app:3000/ --mode queued --for compose --force',
      says: 'with a Redis, for Docker Compose',
    },
    {
      line: 'init --source aws-sns --owner topic=arn:aws:sns:eu-west-1:123456789012:orders --destination standard --url http://127.0.0.1:3000/ --out sns.yaml',
      says: "the messages of one's own topic",
    },
  ],
});
