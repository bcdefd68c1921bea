{{- /* Where the receiver's chart has the values: under the alias `gateway`, or under this chart's name. */ -}}
{{- define "webhook-gateway.sidecar.values" -}}
{{- $given := dig "gateway" (dig "webhook-gateway-sidecar" dict (.Values | toYaml | fromYaml)) (.Values | toYaml | fromYaml) -}}
{{- if not $given.secretName -}}
{{- fail "gateway.secretName: name the Secret that holds what the gateway needs (its redis-url among it); the receiver must not have it" -}}
{{- end -}}
{{- toYaml $given -}}
{{- end -}}

{{- /* The container, for initContainers: there before the receiver starts, and until it has stopped. */ -}}
{{- define "webhook-gateway.sidecar" -}}
{{- $values := include "webhook-gateway.sidecar.values" . | fromYaml -}}
- name: gateway
  image: {{ include "webhook-gateway.sidecar.image" $values }}
  {{- with $values.image.pullPolicy }}
  imagePullPolicy: {{ . }}
  {{- end }}
  restartPolicy: Always
  env:
    {{- include "webhook-gateway.sidecar.env" $values | trim | nindent 4 }}
  {{- include "webhook-gateway.fixed" . | nindent 2 }}
  resources:
    {{- toYaml $values.resources | nindent 4 }}
  volumeMounts:
    {{- if include "webhook-gateway.sidecar.hasFile" $values }}
    - { name: gateway-config, mountPath: /etc/webhook-gateway, readOnly: true }
    {{- end }}
    - { name: gateway-secrets, mountPath: /run/secrets/gateway, readOnly: true }
{{- end -}}

{{- /* For volumes. */ -}}
{{- define "webhook-gateway.sidecar.volumes" -}}
{{- $values := include "webhook-gateway.sidecar.values" . | fromYaml -}}
{{- if include "webhook-gateway.sidecar.hasFile" $values -}}
- name: gateway-config
  configMap: { name: {{ include "webhook-gateway.sidecar.configMapName" . }} }
{{ end -}}
- name: gateway-secrets
  secret:
    secretName: {{ $values.secretName }}
    items:
      {{- range $values.secretKeys }}
      - { key: {{ . }}, path: {{ . }} }
      {{- end }}
{{- end -}}

{{- /* For the annotations of the pod template. */ -}}
{{- define "webhook-gateway.sidecar.annotations" -}}
{{- $values := include "webhook-gateway.sidecar.values" . | fromYaml -}}
kubectl.kubernetes.io/default-container: gateway
{{- if $values.config }}
checksum/config: {{ toYaml $values.config | sha256sum }}
{{- end }}
{{- end -}}

{{- /* For the labels of the pod template: found by a PodMonitor, let in by Redis. */ -}}
{{- define "webhook-gateway.sidecar.labels" -}}
gateway: webhook-gateway
{{- end -}}

{{- /* For the pod's spec itself. */ -}}
{{- define "webhook-gateway.sidecar.pod" -}}
{{- $values := include "webhook-gateway.sidecar.values" . | fromYaml -}}
shareProcessNamespace: false
automountServiceAccountToken: {{ $values.automountServiceAccountToken }}
enableServiceLinks: false
terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
{{- end -}}

{{- /* For the `lifecycle` of the receiver's container. */ -}}
{{- define "webhook-gateway.sidecar.lifecycle" -}}
{{- $values := include "webhook-gateway.sidecar.values" . | fromYaml -}}
preStop:
  sleep: { seconds: {{ $values.preStopSeconds }} }
{{- end -}}

{{- /* A ConfigMap of its own, if there is `config`; else nothing. */ -}}
{{- define "webhook-gateway.sidecar.configMap" -}}
{{- $values := include "webhook-gateway.sidecar.values" . | fromYaml -}}
{{- if $values.config -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "webhook-gateway.sidecar.configMapName" . }}
  namespace: {{ .Release.Namespace }}
data:
  gateway.yaml: |
    {{- toYaml $values.config | nindent 4 }}
{{- end -}}
{{- end -}}
