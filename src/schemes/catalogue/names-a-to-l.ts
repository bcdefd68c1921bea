import type { Scheme } from '../spec.js';
import { ably } from './ably.js';
import { actuallycare, actuallycareBare } from './actuallycare.js';
import { adyen } from './adyen.js';
import { adyenPlatform } from './adyen-platform.js';
import { affirm } from './affirm.js';
import { aftership } from './aftership.js';
import { airship } from './airship.js';
import { airtable } from './airtable.js';
import { airwallex } from './airwallex.js';
import { asana } from './asana.js';
import { authorizeNet } from './authorize-net.js';
import { bitbucket } from './bitbucket.js';
import { box } from './box.js';
import { brex } from './brex.js';
import { buildkite, buildkiteToken } from './buildkite.js';
import { calCom } from './cal-com.js';
import { calendly } from './calendly.js';
import { cashfree } from './cashfree.js';
import { chargebee } from './chargebee.js';
import { chargify } from './chargify.js';
import { checkoutCom } from './checkout-com.js';
import { circleci } from './circleci.js';
import { clerk } from './clerk.js';
import { clickup } from './clickup.js';
import { cloudflareStream } from './cloudflare-stream.js';
import { cloudinary, cloudinarySha256 } from './cloudinary.js';
import { coinbaseCdp } from './coinbase-cdp.js';
import { coinbaseCommerce } from './coinbase-commerce.js';
import {
  convoy,
  convoyAdvanced,
  convoyAdvancedBase64,
  convoyAdvancedSha512,
  convoyAdvancedSha512Base64,
  convoyBase64,
  convoySha256,
  convoySha256Base64,
} from './convoy.js';
import { cursor } from './cursor.js';
import { customerIo } from './customer-io.js';
import { discord, discordEvents } from './discord.js';
import { discourse } from './discourse.js';
import { docusign } from './docusign.js';
import { dodoPayments } from './dodo-payments.js';
import { doppler } from './doppler.js';
import { dropbox } from './dropbox.js';
import { dropboxSign } from './dropbox-sign.js';
import { dub } from './dub.js';
import { dwolla } from './dwolla.js';
import { easypost } from './easypost.js';
import { elevenlabs } from './elevenlabs.js';
import { exampleapi } from './exampleapi.js';
import { expo } from './expo.js';
import { fastspring } from './fastspring.js';
import { finch } from './finch.js';
import { flutterwave, flutterwaveV3 } from './flutterwave.js';
import { forgejo } from './forgejo.js';
import { front, frontRule } from './front.js';
import { gitea } from './gitea.js';
import { github } from './github.js';
import { gitlab } from './gitlab.js';
import { gitlabSigned } from './gitlab-signed.js';
import { gocardless } from './gocardless.js';
import { grafana, grafanaTimed } from './grafana.js';
import { heroku } from './heroku.js';
import { hookdeck } from './hookdeck.js';
import { hubspot, hubspotV1, hubspotV2 } from './hubspot.js';
import { intercom } from './intercom.js';
import { jira } from './jira.js';
import { kick } from './kick.js';
import { klaviyo } from './klaviyo.js';
import { launchdarkly } from './launchdarkly.js';
import { lemonSqueezy } from './lemon-squeezy.js';
import { line } from './line.js';
import { linear } from './linear.js';
import { linkedin } from './linkedin.js';
import { lithic } from './lithic.js';
import { carecycle } from './svix.js';

/** The built-in schemes from A to L, in alphabetical order. */
export const namesAToL: Readonly<Record<string, Scheme>> = {
  ably,
  actuallycare,
  'actuallycare-bare': actuallycareBare,
  adyen,
  'adyen-platform': adyenPlatform,
  affirm,
  aftership,
  airship,
  airtable,
  airwallex,
  asana,
  'authorize-net': authorizeNet,
  bitbucket,
  box,
  brex,
  buildkite,
  'buildkite-token': buildkiteToken,
  'cal-com': calCom,
  calendly,
  carecycle,
  cashfree,
  chargebee,
  chargify,
  'checkout-com': checkoutCom,
  circleci,
  clerk,
  clickup,
  'cloudflare-stream': cloudflareStream,
  cloudinary,
  'cloudinary-sha256': cloudinarySha256,
  'coinbase-cdp': coinbaseCdp,
  'coinbase-commerce': coinbaseCommerce,
  convoy,
  'convoy-advanced': convoyAdvanced,
  'convoy-advanced-base64': convoyAdvancedBase64,
  'convoy-advanced-sha512': convoyAdvancedSha512,
  'convoy-advanced-sha512-base64': convoyAdvancedSha512Base64,
  'convoy-base64': convoyBase64,
  'convoy-sha256': convoySha256,
  'convoy-sha256-base64': convoySha256Base64,
  cursor,
  'customer-io': customerIo,
  discord,
  'discord-events': discordEvents,
  discourse,
  docusign,
  'dodo-payments': dodoPayments,
  doppler,
  dropbox,
  'dropbox-sign': dropboxSign,
  dub,
  dwolla,
  easypost,
  elevenlabs,
  exampleapi,
  expo,
  fastspring,
  finch,
  flutterwave,
  'flutterwave-v3': flutterwaveV3,
  forgejo,
  front,
  'front-rule': frontRule,
  gitea,
  github,
  gitlab,
  'gitlab-signed': gitlabSigned,
  gocardless,
  grafana,
  'grafana-timed': grafanaTimed,
  heroku,
  hookdeck,
  hubspot,
  'hubspot-v1': hubspotV1,
  'hubspot-v2': hubspotV2,
  intercom,
  jira,
  kick,
  klaviyo,
  launchdarkly,
  'lemon-squeezy': lemonSqueezy,
  line,
  linear,
  linkedin,
  lithic,
};
