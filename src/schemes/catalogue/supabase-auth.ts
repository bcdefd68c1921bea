import { withoutEnvelope } from '../payload/without-envelope.js';
import type { BuiltInScheme } from '../spec.js';
import { standard } from './standard.js';

/**
 * Auth hooks wait for an answer, and what they are answered decides a sign-in: use direct mode. The secret is shown
 * as `v1,whsec_…`, which is accepted as it is. Database webhooks are another thing and unsigned.
 */
export const supabaseAuth: BuiltInScheme = {
  ...withoutEnvelope(standard),
  title: 'Supabase auth hooks',
  docs: 'https://supabase.com/docs/guides/auth/auth-hooks',
  evidence: 'sdk',
  event: [],
  retries: ['2s', '2s'],
  deadline: '4s',
  maxBodySize: '20kb',
  rests: {
    retries: 'https://github.com/supabase/auth/blob/master/internal/hooks/hookshttp/hookshttp.go',
    deadline: 'https://github.com/supabase/auth/blob/master/internal/hooks/hookshttp/hookshttp.go',
    statuses: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  },
};
