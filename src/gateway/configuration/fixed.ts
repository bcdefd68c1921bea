import type { GatewayConfig } from '../../config/config.js';
import { configHash } from '../../config/hash.js';
import { redactConfig } from '../../config/redact.js';
import { placedSecrets } from '../../config/secrets/placed-secrets.js';
import { windowsOf } from '../../config/windows.js';
import { configWarnings } from '../../config/warn/warnings.js';
import type { ConfigurationOperations } from '../../operate/configuration.js';

/** Of a gateway whose configuration comes from no place that could be read again. */
export function fixedConfiguration(config: GatewayConfig): ConfigurationOperations {
  const readAt = Date.now();
  const warnings = configWarnings(config);
  return {
    reload: () => Promise.resolve({ ok: true, changes: [] }),
    configuration: async () => ({
      config: redactConfig(config),
      windows: windowsOf(config, warnings),
      secrets: placedSecrets(config),
      hash: await configHash(config),
      readAt,
      from: 'variables',
      warnings,
      watched: [],
      reloadRefused: undefined,
    }),
  };
}
