import type { Scheme } from '../spec.js';
import { actuallycare, actuallycareBare } from './actuallycare.js';
import { exampleapi } from './exampleapi.js';
import { github } from './github.js';
import { none } from './none.js';
import { realEstate } from './real-estate.js';
import { shopify } from './shopify.js';
import { slack } from './slack.js';
import { standard } from './standard.js';
import { stripe } from './stripe.js';
import { carecycle, svix } from './svix.js';

/** The built-in schemes by name. One entry, one file; the engine knows none of these names. */
export const schemes: Readonly<Record<string, Scheme>> = Object.freeze(
  Object.assign(Object.create(null) as Record<string, Scheme>, {
    actuallycare,
    'actuallycare-bare': actuallycareBare,
    exampleapi,
    'real-estate': realEstate,
    svix,
    standard,
    carecycle,
    github,
    stripe,
    slack,
    shopify,
    none,
  }),
);
