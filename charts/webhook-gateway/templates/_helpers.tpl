{{- define "webhook-gateway.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "webhook-gateway.fullname" -}}
{{- $name := include "webhook-gateway.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "webhook-gateway.selectorLabels" -}}
app.kubernetes.io/name: {{ include "webhook-gateway.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "webhook-gateway.labels" -}}
{{ include "webhook-gateway.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{- define "webhook-gateway.metadata" -}}
name: {{ include "webhook-gateway.fullname" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "webhook-gateway.labels" . | nindent 2 }}
{{- end -}}

{{- define "webhook-gateway.image" -}}
{{- $repository := required "image.repository: say where you pushed the gateway's image (docs/deploy.md), such as registry.example.com/standard-webhooks-gateway" .Values.image.repository -}}
{{- if .Values.image.digest -}}
{{ $repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ $repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{- define "webhook-gateway.configMapName" -}}
{{- default (include "webhook-gateway.fullname" .) .Values.existingConfigMap -}}
{{- end -}}

{{- /* The data of the ConfigMap; its hash starts new pods when it changes. */ -}}
{{- define "webhook-gateway.configData" -}}
gateway.yaml: |
  {{- toYaml .Values.config | nindent 2 }}
{{- range $name, $text := .Values.files }}
{{ $name }}: {{ toJson $text }}
{{- end }}
{{- end -}}

{{- define "webhook-gateway.secretVolume" -}}
{{- if eq (len .Values.secrets) 1 -}}
{{- $one := first .Values.secrets -}}
secret:
  secretName: {{ $one.secretName }}
  items:
    {{- range $one.keys }}
    - { key: {{ . }}, path: {{ . }} }
    {{- end }}
{{- else -}}
projected:
  sources:
    {{- range .Values.secrets }}
    - secret:
        name: {{ .secretName }}
        items:
          {{- range .keys }}
          - { key: {{ . }}, path: {{ . }} }
          {{- end }}
    {{- end }}
{{- end -}}
{{- end -}}

{{- define "webhook-gateway.env" -}}
{{- if .Values.redis.secretName }}
- name: REDIS_URL
  valueFrom:
    secretKeyRef: { name: {{ .Values.redis.secretName }}, key: {{ .Values.redis.key }} }
{{- end }}
{{- range .Values.env }}
- name: {{ .name }}
  {{- if .secretName }}
  valueFrom:
    secretKeyRef: { name: {{ .secretName }}, key: {{ .key }} }
  {{- else }}
  value: {{ .value | quote }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "webhook-gateway.scaled" -}}
{{- if or .Values.autoscaling.enabled .Values.keda.enabled -}}true{{- end -}}
{{- end -}}

{{- /* In front of every key of this gateway in Redis. */ -}}
{{- define "webhook-gateway.prefix" -}}
{{- default (dig "store" "prefix" "" .Values.config) .Values.redis.user.prefix -}}
{{- end -}}
