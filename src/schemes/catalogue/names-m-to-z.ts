import type { Scheme } from '../spec.js';
import { mailgun } from './mailgun.js';
import { mandrill } from './mandrill.js';
import { messagebird } from './messagebird.js';
import { meta } from './meta.js';
import { microsoftGraph } from './microsoft-graph.js';
import { microsoftTeams } from './microsoft-teams.js';
import { modernTreasury } from './modern-treasury.js';
import { mongodbAtlas } from './mongodb-atlas.js';
import { mux } from './mux.js';
import { netlify } from './netlify.js';
import { none } from './none.js';
import { notion } from './notion.js';
import { nylas } from './nylas.js';
import { okta } from './okta.js';
import { onfido } from './onfido.js';
import { onfleet } from './onfleet.js';
import { openai } from './openai.js';
import { orb } from './orb.js';
import { paddle } from './paddle.js';
import { pagerduty } from './pagerduty.js';
import { paystack } from './paystack.js';
import { persona } from './persona.js';
import { plivo, plivoV2 } from './plivo.js';
import { polar } from './polar.js';
import { postmark } from './postmark.js';
import { pusher } from './pusher.js';
import { quickbooks } from './quickbooks.js';
import { razorpay } from './razorpay.js';
import { realEstate } from './real-estate.js';
import { recharge } from './recharge.js';
import { render } from './render.js';
import { replicate } from './replicate.js';
import { resend } from './resend.js';
import { revolut } from './revolut.js';
import { sanity } from './sanity.js';
import { scalr } from './scalr.js';
import { segment } from './segment.js';
import { sendgrid } from './sendgrid.js';
import { sentry } from './sentry.js';
import { shippo } from './shippo.js';
import { shopify } from './shopify.js';
import { sinch } from './sinch.js';
import { slack } from './slack.js';
import { smartsheet } from './smartsheet.js';
import { snyk } from './snyk.js';
import { square } from './square.js';
import { squarespace } from './squarespace.js';
import { standard } from './standard.js';
import { stripe } from './stripe.js';
import { stytch } from './stytch.js';
import { supabaseAuth } from './supabase-auth.js';
import { svix } from './svix.js';
import { tailscale } from './tailscale.js';
import { tally } from './tally.js';
import { telegram } from './telegram.js';
import { telnyx } from './telnyx.js';
import { trello } from './trello.js';
import { twilio } from './twilio.js';
import { twitch } from './twitch.js';
import { typeform } from './typeform.js';
import { vercel } from './vercel.js';
import { vonage } from './vonage.js';
import { webflow } from './webflow.js';
import { wise } from './wise.js';
import { woocommerce } from './woocommerce.js';
import { workos } from './workos.js';
import { x } from './x.js';
import { xero } from './xero.js';
import { zendesk } from './zendesk.js';
import { zoom } from './zoom.js';

/** The built-in schemes from M to Z, in alphabetical order. */
export const namesMToZ: Readonly<Record<string, Scheme>> = {
  mailgun,
  mandrill,
  messagebird,
  meta,
  'microsoft-graph': microsoftGraph,
  'microsoft-teams': microsoftTeams,
  'modern-treasury': modernTreasury,
  'mongodb-atlas': mongodbAtlas,
  mux,
  netlify,
  none,
  notion,
  nylas,
  okta,
  onfido,
  onfleet,
  openai,
  orb,
  paddle,
  pagerduty,
  paystack,
  persona,
  plivo,
  'plivo-v2': plivoV2,
  polar,
  postmark,
  pusher,
  quickbooks,
  razorpay,
  'real-estate': realEstate,
  recharge,
  render,
  replicate,
  resend,
  revolut,
  sanity,
  scalr,
  segment,
  sendgrid,
  sentry,
  shippo,
  shopify,
  sinch,
  slack,
  smartsheet,
  snyk,
  square,
  squarespace,
  standard,
  stripe,
  stytch,
  'supabase-auth': supabaseAuth,
  svix,
  tailscale,
  tally,
  telegram,
  telnyx,
  trello,
  twilio,
  twitch,
  typeform,
  vercel,
  vonage,
  webflow,
  wise,
  woocommerce,
  workos,
  x,
  xero,
  zendesk,
  zoom,
};
