/** The parts of a scheme whose keys come from elsewhere, by shape; keys-rules.ts has the rules. */
import * as z from 'zod';
import { headerName, pointer, sized, strict, text } from '../../checks/fields.js';
import { hostPatternFault, pathPatternFault } from '../keys/pin.js';
import { fieldName, nameMap, place } from './parts.js';

const keyUrl = text('an https URL, perhaps with placeholders', /^(?:https?:\/\/|\{)[^\s]+$/);
const filePath = text('the path of a file', /^[^\x00]+$/);
const hosts = sized(
  z.array(
    text(
      'a host such as keys.example.com, or sns.*.amazonaws.com with * for one label',
      (value) => hostPatternFault(value) === undefined,
    ),
  ),
  1,
);
const paths = sized(
  z.array(
    text(
      'a path such as /certs/*, with * for letters, digits, _ and -',
      (value) => pathPatternFault(value) === undefined,
    ),
  ),
  1,
);
const identifier = text(
  'an object identifier such as 1.2.840.113635.100.6.11.1',
  /^[0-2](?:\.\d{1,9}){2,12}$/,
);

export const keys = strict({
  jwks: keyUrl.exactOptional(),
  discovery: keyUrl.exactOptional(),
  fetched: keyUrl.exactOptional(),
  certificate: strict({
    header: headerName.exactOptional(),
    json: pointer.exactOptional(),
    hosts: hosts.exactOptional(),
    roots: filePath.exactOptional(),
  }).exactOptional(),
  x5c: strict({
    roots: filePath.exactOptional(),
    leafHas: identifier.exactOptional(),
    issuerHas: identifier.exactOptional(),
  }).exactOptional(),
  id: z
    .union([place, strict({ packed: pointer })], {
      error: 'expected { header: NAME }, { json: /pointer } or { packed: /pointer }',
    })
    .exactOptional(),
  layout: strict({
    list: pointer.exactOptional(),
    id: pointer.exactOptional(),
    key: pointer,
  }).exactOptional(),
  hosts: hosts.exactOptional(),
  paths: paths.exactOptional(),
  access: strict({
    post: nameMap(z.string()).exactOptional(),
    token: strict({ url: keyUrl, scope: z.string().exactOptional() }).exactOptional(),
  }).exactOptional(),
});

const ownerPart = z.union(
  [
    strict({ claim: z.union([fieldName, sized(z.array(fieldName), 1)]) }),
    strict({ keys: z.literal(true) }),
    strict({ json: z.union([pointer, sized(z.array(pointer), 1)]) }),
    strict({ signed: z.literal('content') }),
  ],
  { error: 'expected { claim: NAME }, { json: /pointer }, { signed: content } or { keys: true }' },
);

const ownerName = text('a name of letters', /^[a-z][A-Za-z]{0,31}$/);

export const owner = z.record(ownerName, ownerPart);
