{{- /* Parts of the includes; each takes the sidecar's values, if it does not say otherwise. */ -}}
{{- define "webhook-gateway.sidecar.image" -}}
{{- $repository := required "gateway.image.repository: say where you pushed the gateway's image (docs/deploy.md), such as registry.example.com/standard-webhooks-gateway" .image.repository -}}
{{- if .image.digest -}}
{{ $repository }}@{{ .image.digest }}
{{- else -}}
{{ $repository }}:{{ default (include "webhook-gateway.version" .) .image.tag }}
{{- end -}}
{{- end -}}

{{- define "webhook-gateway.sidecar.hasFile" -}}
{{- if and .config .existingConfigMap -}}
{{- fail "gateway.config: existingConfigMap holds the configuration, so leave one of the two out" -}}
{{- end -}}
{{- if or .config .existingConfigMap -}}true{{- end -}}
{{- end -}}

{{- /* Takes the root. */ -}}
{{- define "webhook-gateway.sidecar.configMapName" -}}
{{- $values := include "webhook-gateway.sidecar.values" . | fromYaml -}}
{{- default (printf "%s-gateway" .Release.Name | trunc 63 | trimSuffix "-") $values.existingConfigMap -}}
{{- end -}}

{{- define "webhook-gateway.sidecar.env" -}}
{{- if not (include "webhook-gateway.sidecar.hasFile" .) }}
{{- include "webhook-gateway.sidecar.route" . }}
{{- else if or .name .source.scheme .destination.url .destination.scheme }}
{{- fail "gateway.config: it has the routes, so leave name, source and destination out" }}
{{- end }}
{{- with .redisKey }}
- name: REDIS_URL
  valueFrom:
    secretKeyRef: { name: {{ $.secretName }}, key: {{ . }} }
{{- end }}
{{- range .env }}
- name: {{ .name }}
  {{- if .secretName }}
  valueFrom:
    secretKeyRef: { name: {{ .secretName }}, key: {{ .key }} }
  {{- else }}
  value: {{ .value | quote }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "webhook-gateway.sidecar.route" -}}
- { name: GATEWAY_NAME, value: {{ required "gateway.name: name the route; it is part of every message id" .name | quote }} }
{{- with .path }}
- { name: GATEWAY_PATH, value: {{ . | quote }} }
{{- end }}
- { name: GATEWAY_MODE, value: {{ .mode | quote }} }
- { name: GATEWAY_SOURCE_SCHEME, value: {{ required "gateway.source.scheme: say whose deliveries come (docs/schemes.md)" .source.scheme | quote }} }
- { name: GATEWAY_SOURCE_SECRET_FILE, value: /run/secrets/gateway/source }
- { name: GATEWAY_DESTINATION_URL, value: {{ required "gateway.destination.url: say where the receiver listens, such as http://127.0.0.1:3000/webhooks" .destination.url | quote }} }
- { name: GATEWAY_DESTINATION_SCHEME, value: {{ required "gateway.destination.scheme: say what the receiver verifies (docs/schemes.md)" .destination.scheme | quote }} }
- { name: GATEWAY_DESTINATION_SECRET_FILE, value: /run/secrets/gateway/receiver }
- { name: GATEWAY_ADMIN_TOKEN_FILE, value: /run/secrets/gateway/admin-token }
{{- if .redisKey }}
- { name: GATEWAY_STORE_PREFIX, value: {{ default .name .prefix | quote }} }
{{- else if ne .mode "direct" }}
{{- fail (printf "gateway.redisKey: mode %s needs a Redis; name the key of the Secret that holds its URL" .mode) }}
{{- end }}
{{- end -}}
