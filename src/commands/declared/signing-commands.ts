/** Commands about schemes and signatures; none of them needs a gateway. */
import { declared } from '../frame/declaration.js';
import { CONFIG_OPTION, JSON_OPTION, MESSAGE_OPTIONS, SCHEME_OPTIONS } from './options.js';

const SIGNER = '--scheme NAME (--secret-env VAR | --secret-file FILE)';
const ROUTE = '--config FILE --route NAME';

export const SCHEMES = declared({
  name: 'schemes',
  summary: 'list the schemes, or print one as YAML',
  forms: ['[NAME]'],
  positionals: [
    { name: 'NAME', says: 'one scheme, as it can be pasted into a configuration', completes: 'scheme' },
  ],
  options: JSON_OPTION,
  examples: [
    { line: 'schemes', says: 'the catalogue' },
    { line: 'schemes github', says: 'one scheme, to start a description of your own' },
  ],
});

export const SIGN = declared({
  name: 'sign',
  summary: 'sign a body: headers, or a curl line',
  forms: [`${SIGNER} [--file BODY]`, `${ROUTE} [--file BODY]`],
  options: {
    ...SCHEME_OPTIONS,
    file: {
      type: 'string',
      value: 'FILE',
      says: 'the body',
      otherwise: 'standard input',
      completes: 'file',
    },
    ...MESSAGE_OPTIONS,
    url: { type: 'string', value: 'URL', says: 'the URL that is signed, where the scheme signs it' },
    curl: { type: 'string', value: 'URL', says: 'a curl line that posts it there, in place of headers' },
    ...JSON_OPTION,
  },
  examples: [
    {
      line: 'sign --scheme github --secret-env SECRET --file body.json',
      says: 'the headers GitHub would send',
    },
    {
      line: 'sign --config gateway.yaml --route orders --file body.json --curl http://127.0.0.1:8080/hooks',
      says: 'a delivery for a route, ready to be sent',
    },
  ],
});

export const SEND = declared({
  name: 'send',
  summary: 'sign a test event and send it',
  more: 'Ends with 1 if the answer is no 2xx.',
  forms: [`${SIGNER} --url URL [--file BODY]`, `${ROUTE} --url URL [--file BODY]`],
  options: {
    ...SCHEME_OPTIONS,
    url: { type: 'string', value: 'URL', says: 'where it is sent' },
    file: {
      type: 'string',
      value: 'FILE',
      says: 'the body',
      otherwise: 'a test event',
      completes: 'file',
    },
    ...MESSAGE_OPTIONS,
    method: {
      type: 'string',
      value: 'METHOD',
      says: 'how it is sent; by GET all it says stands in the query of the URL',
      otherwise: "the route's first, or POST",
    },
    'content-type': { type: 'string', value: 'TYPE', says: 'the Content-Type', default: 'application/json' },
    ...JSON_OPTION,
  },
  examples: [
    {
      line: 'send --scheme github --secret-env SECRET --url http://127.0.0.1:8080/hooks',
      says: 'a genuine test delivery',
    },
  ],
});

export const EXPLAIN = declared({
  name: 'explain',
  summary: 'say why a delivery does not verify',
  more: 'Names the most likely causes first, each with its evidence. Ends with 1 if it does not verify.',
  forms: [`${SIGNER} --headers FILE --file BODY`, `${ROUTE} --headers FILE --file BODY`, '--refused ID'],
  options: {
    ...SCHEME_OPTIONS,
    headers: {
      type: 'string',
      value: 'FILE',
      says: 'the headers: lines, a curl line, what curl -v shows, or JSON',
      completes: 'file',
    },
    file: {
      type: 'string',
      value: 'FILE',
      says: 'the body',
      otherwise: 'standard input',
      completes: 'file',
    },
    method: { type: 'string', value: 'METHOD', says: 'the method it came with', default: 'POST' },
    url: { type: 'string', value: 'URL', says: 'the URL it was sent to, where the scheme signs it' },
    now: { type: 'string', value: 'TIME', says: 'when it was received', otherwise: 'now' },
    refused: {
      type: 'string',
      value: 'ID',
      says: 'one that the running gateway refused; it knows all the rest',
    },
    ...JSON_OPTION,
  },
  examples: [
    {
      line: 'explain --scheme github --secret-env SECRET --headers headers.txt --file body.json',
      says: 'what the headers and the body of a refused delivery tell',
    },
    {
      line: 'explain --refused ref_0123456789abcdef01234567',
      says: 'the same of one in the list of refused deliveries',
    },
  ],
});

export const TRANSLATE = declared({
  name: 'translate',
  summary: 'show what a destination would get of a body',
  more: 'Nothing is sent and no signature is needed. Secrets and signatures are not shown. Ends with 1 if there is no body for the destination, and says why.',
  forms: ['--route NAME [--destination NAME] [--file BODY]'],
  options: {
    ...CONFIG_OPTION,
    route: { type: 'string', value: 'NAME', says: 'the route', otherwise: 'the only one' },
    destination: { type: 'string', value: 'NAME', says: 'the destination', otherwise: 'the only one' },
    file: {
      type: 'string',
      value: 'FILE',
      says: 'the body that comes',
      otherwise: 'standard input',
      completes: 'file',
    },
    headers: {
      type: 'string',
      value: 'FILE',
      says: 'the headers that come: lines, a curl line, what curl -v shows, or JSON',
      completes: 'file',
    },
    ...MESSAGE_OPTIONS,
    ...JSON_OPTION,
  },
  examples: [
    {
      line: 'translate --config gateway.yaml --route orders --file body.json --event issues',
      says: 'the request that the receiver would get',
    },
  ],
});

export const PROBE = declared({
  name: 'probe',
  summary: 'test how a receiver keeps the rules',
  more: 'Sends good, forged, stale, repeated and concurrent deliveries. Ends with 1 if a rule is broken.',
  forms: [`${SIGNER} URL`, `${ROUTE} URL`],
  positionals: [{ name: 'URL', says: 'the receiver' }],
  options: {
    ...SCHEME_OPTIONS,
    url: { type: 'string', value: 'URL', says: 'the receiver, if it is no argument' },
    yes: { type: 'boolean', says: 'also if the receiver is not on this machine' },
    ...JSON_OPTION,
  },
  examples: [
    {
      line: 'probe --scheme standard --secret-env WHSEC http://127.0.0.1:3000/webhooks',
      says: 'a receiver on this machine',
    },
  ],
});

export const KEYGEN = declared({
  name: 'keygen',
  summary: "make a fresh secret or key pair in a scheme's form",
  forms: ['[--scheme NAME]'],
  options: {
    scheme: { type: 'string', value: 'NAME', says: 'whose form', default: 'standard', completes: 'scheme' },
    asymmetric: { type: 'boolean', says: 'a key pair, where the scheme takes secrets too' },
    ...JSON_OPTION,
  },
  examples: [
    { line: 'keygen', says: 'a secret of Standard Webhooks' },
    { line: 'keygen --scheme github -o json', says: 'a secret for GitHub, for programs' },
  ],
});
