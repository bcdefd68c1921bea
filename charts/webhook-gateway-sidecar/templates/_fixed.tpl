{{- /* Made by `npm run docs:write` from config/deploy/kubernetes/shared.yaml and package.json. */ -}}
{{- define "webhook-gateway.fixed" -}}
ports:
  - name: http
    containerPort: 8080
  - name: admin
    containerPort: 9090
startupProbe:
  httpGet:
    path: /readyz
    port: admin
  periodSeconds: 1
  failureThreshold: 30
readinessProbe:
  httpGet:
    path: /readyz
    port: admin
  periodSeconds: 5
livenessProbe:
  httpGet:
    path: /healthz
    port: admin
  timeoutSeconds: 5
securityContext:
  runAsNonRoot: true
  readOnlyRootFilesystem: true
  allowPrivilegeEscalation: false
  capabilities:
    drop:
      - ALL
  seccompProfile:
    type: RuntimeDefault
{{- end -}}

{{- define "webhook-gateway.version" -}}
0.1.0
{{- end -}}
