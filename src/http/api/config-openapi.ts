/** The configuration's endpoints in the OpenAPI document. */
import { inQuery, read, write } from './openapi-parts.js';
import { ref } from './openapi-schemas.js';

export const configPaths = {
  '/config': read(
    'getConfig',
    'The configuration in force, for people: every secret only as the place that it comes from.',
    ref('Configuration'),
  ),
  '/reload': write({
    operationId: 'reload',
    summary: 'Reads the configuration again, as SIGHUP does: whole, or not at all. Says what changed.',
    answer: 'Reloaded',
    parameters: [
      inQuery('dryRun', '`true`: only says what would change.', { type: 'string', enum: ['true', 'false'] }),
    ],
    codes: ['configuration_faulty'],
  }),
} as const;
