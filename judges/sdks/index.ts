/** The judges, in alphabetical order. */
import type { Judge } from '../engine/judge.js';
import { adyen } from './adyen.js';
import { anthropic } from './anthropic.js';
import { awsSns } from './aws-sns.js';
import { box } from './box.js';
import { cashfree } from './cashfree.js';
import { chargebee } from './chargebee.js';
import { clerk } from './clerk.js';
import { cloudinary } from './cloudinary.js';
import { coinbaseCommerce } from './coinbase-commerce.js';
import { contentful } from './contentful.js';
import { discord } from './discord.js';
import { dodopayments } from './dodopayments.js';
import { dropboxSign } from './dropbox-sign.js';
import { easypost } from './easypost.js';
import { ebay } from './ebay.js';
import { elevenlabs } from './elevenlabs.js';
import { finch } from './finch.js';
import { gocardless } from './gocardless.js';
import { googleAuth } from './google-auth.js';
import { hookdeck } from './hookdeck.js';
import { hubspot } from './hubspot.js';
import { hygraph } from './hygraph.js';
import { imagekitLegacy } from './imagekit-legacy.js';
import { imagekit } from './imagekit.js';
import { kinde } from './kinde.js';
import { kontentAi } from './kontent-ai.js';
import { line } from './line.js';
import { linear } from './linear.js';
import { lithic } from './lithic.js';
import { liveblocks } from './liveblocks.js';
import { livekit } from './livekit.js';
import { mercadoPago } from './mercado-pago.js';
import { messagebird } from './messagebird.js';
import { modernTreasury } from './modern-treasury.js';
import { mux } from './mux.js';
import { nango } from './nango.js';
import { notion } from './notion.js';
import { octokitWebhooksMethods } from './octokit-webhooks-methods.js';
import { octokitWebhooks } from './octokit-webhooks.js';
import { onfido } from './onfido.js';
import { openai } from './openai.js';
import { orb } from './orb.js';
import { paddle } from './paddle.js';
import { payos } from './payos.js';
import { plivo } from './plivo.js';
import { polar } from './polar.js';
import { pusher } from './pusher.js';
import { qstash } from './qstash.js';
import { razorpay } from './razorpay.js';
import { replicate } from './replicate.js';
import { resend } from './resend.js';
import { retell } from './retell.js';
import { sanity } from './sanity.js';
import { seam } from './seam.js';
import { sendgrid } from './sendgrid.js';
import { shopify } from './shopify.js';
import { signalwire } from './signalwire.js';
import { sinch } from './sinch.js';
import { slackBolt } from './slack-bolt.js';
import { slackEventsApi } from './slack-events-api.js';
import { square } from './square.js';
import { standardwebhooks } from './standardwebhooks.js';
import { stripe } from './stripe.js';
import { svix } from './svix.js';
import { telnyx } from './telnyx.js';
import { truelayer } from './truelayer.js';
import { twilio } from './twilio.js';
import { vonage } from './vonage.js';
import { webflow } from './webflow.js';
import { whop } from './whop.js';
import { workos } from './workos.js';
import { zoom } from './zoom.js';

export const JUDGES: readonly Judge[] = [
  adyen,
  anthropic,
  awsSns,
  box,
  cashfree,
  chargebee,
  clerk,
  cloudinary,
  coinbaseCommerce,
  contentful,
  discord,
  dodopayments,
  dropboxSign,
  easypost,
  ebay,
  elevenlabs,
  finch,
  gocardless,
  googleAuth,
  hookdeck,
  hubspot,
  hygraph,
  imagekitLegacy,
  imagekit,
  kinde,
  kontentAi,
  line,
  linear,
  lithic,
  liveblocks,
  livekit,
  mercadoPago,
  messagebird,
  modernTreasury,
  mux,
  nango,
  notion,
  octokitWebhooksMethods,
  octokitWebhooks,
  onfido,
  openai,
  orb,
  paddle,
  payos,
  plivo,
  polar,
  pusher,
  qstash,
  razorpay,
  replicate,
  resend,
  retell,
  sanity,
  seam,
  sendgrid,
  shopify,
  signalwire,
  sinch,
  slackBolt,
  slackEventsApi,
  square,
  standardwebhooks,
  stripe,
  svix,
  telnyx,
  truelayer,
  twilio,
  vonage,
  webflow,
  whop,
  workos,
  zoom,
];
