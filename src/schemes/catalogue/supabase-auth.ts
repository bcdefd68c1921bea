import { withoutEnvelope } from '../payload/without-envelope.js';
import type { Scheme } from '../spec.js';
import { standard } from './standard.js';

/**
 * Auth hooks wait for an answer, and what they are answered decides a sign-in: use direct mode. The secret is shown
 * as `v1,whsec_…`, which is accepted as it is. Database webhooks are another thing and unsigned.
 */
export const supabaseAuth: Scheme = {
  ...withoutEnvelope(standard),
  title: 'Supabase auth hooks',
  docs: 'https://supabase.com/docs/guides/auth/auth-hooks',
  evidence: 'sdk',
  event: [],
  retries: ['2s', '2s', '2s'],
  deadline: '4500ms',
  maxBodySize: '20kb',
};
