/**
 * Where an official SDK and the gateway judge one delivery differently, and why that stays. A difference that is not here
 * is red, and so is one that is here and no longer occurs. Which of the two is right is decided here, by a person.
 */
export interface Known {
  /** Packages of judges. */
  readonly judges: readonly string[];
  /** Default: all that the judge knows. */
  readonly schemes?: readonly string[];
  /** `group: what`, as the cases are named; a trailing `*` takes any that begin so. */
  readonly cases: readonly string[];
  readonly accepts: 'gateway' | 'sdk';
  readonly right: 'gateway' | 'sdk' | 'both';
  readonly why: string;
}

const REWRITTEN = [
  'genuine: spaced',
  'genuine: spaced as Python writes',
  'genuine: with a line end',
  'genuine: with numbers that parsers change',
  'genuine: with escaped slashes',
  'genuine: non-ASCII, escaped',
];
const OLD = ['time: outside the limit of the past', 'time: a year old'];
const AHEAD = ['time: outside the limit of the future', 'time: a year ahead'];

const UNBORDERED =
  'nothing stands between the body and what is signed beside it, so a body must begin as JSON does; these providers send nothing else';

export const DIFFERENCES: readonly Known[] = [
  {
    judges: [
      '@anthropic-ai/sdk',
      '@clerk/backend',
      '@easypost/api',
      '@elevenlabs/elevenlabs-js',
      '@imagekit/nodejs',
      '@liveblocks/node',
      '@onfido/api',
      '@seamapi/webhook',
      '@whop/sdk',
      'dodopayments',
      'imagekit',
      'livekit-server-sdk',
    ],
    cases: ['genuine: empty'],
    accepts: 'gateway',
    right: 'both',
    why: 'the SDK parses the event behind the signature, and an empty body is none; the signature holds',
  },
  {
    judges: ['@workos-inc/node', '@zoom/rivet', 'event-notification-nodejs-sdk'],
    cases: ['genuine: empty', 'genuine: with a BOM'],
    accepts: 'gateway',
    right: 'both',
    why: 'the SDK parses the body before it looks at the signature, and this is no JSON for it; the signature holds',
  },
  {
    judges: [
      '@hygraph/utils',
      '@octokit/webhooks',
      '@octokit/webhooks-methods',
      '@sanity/webhook',
      '@shopify/shopify-api',
      'replicate',
    ],
    cases: ['genuine: empty'],
    accepts: 'gateway',
    right: 'both',
    why: 'the SDK takes an empty body for a missing one; the provider sends none',
  },
  {
    judges: ['@hygraph/utils'],
    cases: ['genuine: empty'],
    accepts: 'sdk',
    right: 'gateway',
    why: 'the SDK takes an empty body for a missing one, and signs a document that has none; the provider sends neither',
  },
  {
    judges: [
      '@anthropic-ai/sdk',
      '@easypost/api',
      '@elevenlabs/elevenlabs-js',
      '@imagekit/nodejs',
      '@liveblocks/node',
      '@onfido/api',
      '@seamapi/webhook',
      '@whop/sdk',
      'dodopayments',
      'imagekit',
      'lithic',
      'livekit-server-sdk',
      'resend',
      'standardwebhooks',
    ],
    cases: ['genuine: with a BOM'],
    accepts: 'gateway',
    right: 'both',
    why: 'the SDK parses the event behind the signature, and JSON does not begin with a BOM; the signature holds',
  },
  {
    judges: ['@clerk/backend', 'stripe'],
    cases: ['genuine: with a BOM'],
    accepts: 'gateway',
    right: 'gateway',
    why: 'the SDK drops a BOM as it decodes the body, and so verifies other bytes than were signed',
  },
  {
    judges: ['@clerk/backend', 'stripe'],
    cases: ['altered body: a BOM before it'],
    accepts: 'sdk',
    right: 'gateway',
    why: 'the SDK drops a BOM as it decodes the body, and so does not see that one was put there',
  },
  {
    judges: [
      '@hubspot/api-client',
      '@sendgrid/eventwebhook',
      '@signalwire/web-api',
      'box-node-sdk',
      'cloudinary',
      'discord-interactions',
      'orb-billing',
      'retell-sdk',
      'square',
    ],
    cases: ['genuine: empty', 'genuine: with a BOM'],
    accepts: 'sdk',
    right: 'gateway',
    why: UNBORDERED,
  },
  {
    judges: ['@sinch/sdk-client'],
    schemes: ['sinch'],
    cases: ['genuine: empty', 'genuine: with a BOM'],
    accepts: 'sdk',
    right: 'gateway',
    why: UNBORDERED,
  },
  {
    judges: ['@sinch/sdk-client'],
    schemes: ['sinch-verification', 'sinch-voice'],
    cases: ['genuine: with a BOM'],
    accepts: 'sdk',
    right: 'gateway',
    why: 'the MD5 of the body is signed, of which two bodies can be made, so the body must be JSON from end to end; Sinch sends nothing else',
  },
  {
    judges: ['@hubspot/api-client', '@signalwire/web-api', 'square'],
    cases: ['genuine: with a line end'],
    accepts: 'sdk',
    right: 'gateway',
    why: 'the body stands beside the URL without a border, so it must be JSON from end to end; these providers send no line end',
  },
  {
    judges: ['@signalwire/web-api', 'twilio'],
    cases: ['genuine: an empty form'],
    accepts: 'sdk',
    right: 'gateway',
    why: 'a form without AccountSid may be one whose fields were moved into the signed URL; these providers always send it',
  },
  {
    judges: ['plivo'],
    schemes: ['plivo'],
    cases: ['genuine: a form with a field twice', 'genuine: a form with one value twice'],
    accepts: 'gateway',
    right: 'both',
    why: "the SDK writes a repeated field's values with a comma between them, which is how JavaScript writes a list; the documentation knows no repeated fields",
  },
  {
    judges: ['@adyen/api-library', '@line/bot-sdk', 'box-node-sdk', 'chargebee', 'openai', 'sns-validator'],
    cases: ['altered signature: something behind it'],
    accepts: 'sdk',
    right: 'gateway',
    why: 'the SDK decodes base64 loosely and stops at what is none, so one signature has many spellings; here it has one',
  },
  {
    judges: ['@workos-inc/node', '@zoom/rivet', 'event-notification-nodejs-sdk'],
    cases: REWRITTEN,
    accepts: 'gateway',
    right: 'gateway',
    why: 'the SDK writes the parsed body anew and verifies that; the provider signs the bytes it sends, which this refuses where they are not as JavaScript writes them',
  },
  {
    judges: ['@workos-inc/node', '@zoom/rivet', 'event-notification-nodejs-sdk'],
    cases: [
      'altered body: a blank behind it',
      'altered body: a line end behind it',
      'altered body: written again, spaced',
    ],
    accepts: 'sdk',
    right: 'gateway',
    why: 'the SDK writes the parsed body anew and verifies that, so it does not see other blanks in it',
  },
  {
    judges: ['@vonage/jwt'],
    cases: [
      'altered body: a bit',
      'altered body: a blank behind it',
      'altered body: a line end behind it',
      'altered body: a byte less',
      'altered body: a BOM before it',
      'altered body: written again, spaced',
      'altered body: nothing',
    ],
    accepts: 'sdk',
    right: 'gateway',
    why: 'the SDK verifies the token and leaves the hash of the body in it to its user',
  },
  {
    judges: [
      '@dropbox/sign',
      '@hygraph/utils',
      '@sendgrid/eventwebhook',
      '@sinch/sdk-client',
      '@zoom/rivet',
      'cashfree-pg',
      'discord-interactions',
      'imagekit',
      'mercadopago',
      'pusher',
      'replicate',
      'sns-validator',
      'truelayer-signing',
      'webflow-api',
    ],
    cases: [...OLD, ...AHEAD],
    accepts: 'sdk',
    right: 'gateway',
    why: 'the SDK verifies the signed time and does not compare it with the clock',
  },
  {
    judges: [
      '@contentful/node-apps-toolkit',
      '@elevenlabs/elevenlabs-js',
      '@hubspot/api-client',
      '@mux/mux-node',
      '@paddle/paddle-node-sdk',
      '@slack/bolt',
      '@slack/events-api',
      '@workos-inc/node',
      'cloudinary',
      'stripe',
    ],
    cases: AHEAD,
    accepts: 'sdk',
    right: 'gateway',
    why: 'the SDK knows no limit of the future',
  },
  {
    judges: ['@linear/sdk'],
    cases: ['time: inside the limit of the past', 'time: inside the limit of the future'],
    accepts: 'gateway',
    right: 'both',
    why: 'the SDK takes a minute; Linear comes again for hours with the time of the first attempt, and the repeated body is a duplicate here',
  },
  {
    judges: ['box-node-sdk'],
    cases: ['time: inside the limit of the future'],
    accepts: 'gateway',
    right: 'both',
    why: 'the SDK takes no time ahead of its clock; here clocks may differ by five minutes',
  },
  {
    judges: ['@contentful/node-apps-toolkit'],
    cases: ['time: inside the limit of the past'],
    accepts: 'gateway',
    right: 'both',
    why: 'the SDK takes half a minute; whether Contentful signs a retry anew is not documented, and its first comes after that',
  },
  {
    judges: ['@hubspot/api-client'],
    schemes: ['hubspot'],
    cases: ['url: with escapes in the query', 'url: with escapes in the path'],
    accepts: 'gateway',
    right: 'both',
    why: 'HubSpot signs the URL with some escapes undone, which its documentation lists; the SDK leaves that to its user, the gateway does it',
  },
];
