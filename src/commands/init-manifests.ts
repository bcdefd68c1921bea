/** What `init --for` writes beside the configuration; more than it takes: config/deploy. */
import { readVersion } from '../model/version.js';
import { secretFiles, type InitPlan } from './init-text.js';

export interface Manifest {
  /** In the configuration's folder. */
  readonly file: string;
  readonly text: string;
}

export function manifestOf(plan: InitPlan): Manifest | undefined {
  if (plan.platform === 'compose') return { file: 'compose.yaml', text: compose() };
  if (plan.platform === 'kubernetes') return { file: 'kubernetes.yaml', text: kubernetes(plan) };
  return undefined;
}

function image(): string {
  return `standard-webhooks-gateway:${readVersion()}`;
}

function compose(): string {
  return `# One host: the gateway, and a Redis that keeps what was acknowledged. Secrets lie in ./secrets.
services:
  gateway:
    image: ${image()}
    environment:
      REDIS_URL: redis://redis:6379
    volumes:
      - ./gateway.yaml:/etc/webhook-gateway/gateway.yaml:ro
      - ./secrets:/etc/webhook-gateway/secrets:ro
    ports:
      - 127.0.0.1:8080:8080 # for the proxy of this host that speaks TLS to providers
      - 127.0.0.1:9090:9090 # for Prometheus and operators
    depends_on:
      redis: { condition: service_healthy }
    stop_grace_period: 35s # longer than drainDelay and drainTimeout together
    restart: unless-stopped
    read_only: true
    cap_drop: [ALL]
    security_opt: ['no-new-privileges:true']

  redis:
    image: redis:7-alpine
    command: redis-server --save '' --appendonly yes --appendfsync everysec --maxmemory 512mb --maxmemory-policy noeviction
    volumes: ['redis:/data']
    healthcheck:
      test: [CMD, redis-cli, -e, ping]
      interval: 5s
      timeout: 5s
      start_period: 60s
      retries: 3
    stop_grace_period: 30s
    restart: unless-stopped

volumes:
  redis:
`;
}

function kubernetes(plan: InitPlan): string {
  return `# The gateway. The config map and the secret of its name are made by hand, so that no secret lies in a file.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: webhook-gateway
spec:
  replicas: 2
  selector:
    matchLabels: { app.kubernetes.io/name: webhook-gateway }
  template:
    metadata:
      labels: { app.kubernetes.io/name: webhook-gateway }
    spec:
      terminationGracePeriodSeconds: 35 # longer than drainDelay and drainTimeout together
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: gateway
          image: ${image()}
          env:
            - name: REDIS_URL
              valueFrom: { secretKeyRef: { name: webhook-gateway, key: redis-url } }
          ports:
            - { name: http, containerPort: 8080 }
            - { name: admin, containerPort: 9090 }
          readinessProbe: { httpGet: { path: /readyz, port: admin } }
          livenessProbe: { httpGet: { path: /healthz, port: admin } }
          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits: { memory: 512Mi }
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
          volumeMounts:
            - { name: configuration, mountPath: /etc/webhook-gateway, readOnly: true }
      volumes:
        - name: configuration
          projected:
            sources:
              - configMap: { name: webhook-gateway }
${secretVolume(plan)}---
apiVersion: v1
kind: Service
metadata:
  name: webhook-gateway
spec:
  selector: { app.kubernetes.io/name: webhook-gateway }
  ports:
    - { name: http, port: 80, targetPort: http }
`;
}

/** The secret's part of the projected volume; nothing where nothing is signed. */
function secretVolume(plan: InitPlan): string {
  const items = secretFiles(plan).map((file) => {
    const [, key = file] = file.split('/');
    return `                    - { key: ${key}, path: ${file} }\n`;
  });
  if (items.length === 0) return '';
  return `              - secret:
                  name: webhook-gateway
                  items:
${items.join('')}`;
}
