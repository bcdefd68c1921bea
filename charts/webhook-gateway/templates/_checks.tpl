{{- /* What a schema cannot say. Each fault tells what to change. */ -}}
{{- define "webhook-gateway.checks" -}}
{{- include "webhook-gateway.checks.config" . -}}
{{- include "webhook-gateway.checks.secrets" . -}}
{{- include "webhook-gateway.checks.grace" . -}}
{{- if and .Values.autoscaling.enabled .Values.keda.enabled -}}
{{- fail "autoscaling and keda: two that set the number of replicas would work against each other; enable one of them" -}}
{{- end -}}
{{- if and .Values.podMonitor.enabled .Values.serviceMonitor.enabled -}}
{{- fail "podMonitor and serviceMonitor: every gateway would be scraped twice and counted twice; enable one of them" -}}
{{- end -}}
{{- if .Values.redis.user.create -}}
{{- $_ := required "redis.secretName: redis.user.create needs the Secret with the URL of the user that it makes" .Values.redis.secretName -}}
{{- $_ := required "redis.user.adminSecretName: name the Secret with the URL of a user of Redis that may ACL" .Values.redis.user.adminSecretName -}}
{{- $_ := required "redis.user.prefix: say which prefix the user gets, as in store.prefix of the configuration" (include "webhook-gateway.prefix" .) -}}
{{- end -}}
{{- if .Values.keda.enabled -}}
{{- $_ := required "keda.serverAddress: say where Prometheus answers, such as http://prometheus-operated.monitoring:9090" .Values.keda.serverAddress -}}
{{- end -}}
{{- with .Values.networkPolicy -}}
{{- if and .enabled .egress.enabled (not .egress.receivers) -}}
{{- fail "networkPolicy.egress.receivers: say which receivers the gateway may reach, or leave egress.enabled out: without any it could deliver nothing" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "webhook-gateway.checks.config" -}}
{{- $config := .Values.config -}}
{{- if .Values.existingConfigMap -}}
{{- if or $config .Values.files -}}
{{- fail "existingConfigMap: it holds gateway.yaml and the files beside it, so leave config and files out" -}}
{{- end -}}
{{- else if not $config -}}
{{- fail "config: give the gateway its configuration (docs/configuration.md), or name a ConfigMap with the key gateway.yaml as existingConfigMap" -}}
{{- end -}}
{{- $server := $config.server | default dict -}}
{{- $admin := $config.admin | default dict -}}
{{- if ne (toString ($server.port | default 8080)) "8080" -}}
{{- fail "config.server.port: leave it out; in the pod it is 8080, and the Service's port is service.port" -}}
{{- end -}}
{{- if ne (toString ($admin.port | default 9090)) "9090" -}}
{{- fail "config.admin.port: leave it out; in the pod it is 9090" -}}
{{- end -}}
{{- $url := toString (($config.store | default dict).url | default "") -}}
{{- if and (hasPrefix "memory:" $url) (or (gt (int .Values.replicas) 1) (include "webhook-gateway.scaled" .)) -}}
{{- fail "config.store.url: memory: is each process's own, so two replicas would deliver twice; take a Redis, or replicas: 1 without autoscaling" -}}
{{- end -}}
{{- if and (contains "${REDIS_URL}" $url) (not .Values.redis.secretName) -}}
{{- fail "redis.secretName: config.store.url reads REDIS_URL; name the Secret that holds it under the key redis.key" -}}
{{- end -}}
{{- end -}}

{{- define "webhook-gateway.checks.secrets" -}}
{{- $keys := list -}}
{{- range .Values.secrets -}}
{{- range .keys -}}
{{- if has . $keys -}}
{{- fail (printf "secrets: two Secrets have the key %s, and both would be the file /run/secrets/gateway/%s; give one another key" . .) -}}
{{- end -}}
{{- $keys = append $keys . -}}
{{- end -}}
{{- end -}}
{{- range $path := regexFindAll "/run/secrets/gateway/[A-Za-z0-9._-]+" (toJson .Values.config) -1 -}}
{{- if not (has (base $path) $keys) -}}
{{- fail (printf "secrets: config reads %s, and no Secret is named for it; add { secretName: NAME, keys: [%s] }" $path (base $path)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "webhook-gateway.checks.grace" -}}
{{- $server := .Values.config.server | default dict -}}
{{- $drain := add (include "webhook-gateway.seconds" ($server.drainDelay | default "2s") | int) (include "webhook-gateway.seconds" ($server.drainTimeout | default "25s") | int) -}}
{{- if lt (int .Values.terminationGracePeriodSeconds) (int (add $drain 5)) -}}
{{- fail (printf "terminationGracePeriodSeconds: a drain takes up to %d s (server.drainDelay and server.drainTimeout of config), so give it %d at least" $drain (add $drain 5)) -}}
{{- end -}}
{{- end -}}

{{- /* A duration in whole seconds, rounded up. */ -}}
{{- define "webhook-gateway.seconds" -}}
{{- $units := dict "ms" 0.001 "s" 1.0 "m" 60.0 "h" 3600.0 "d" 86400.0 -}}
{{- $text := toString . -}}
{{- $unit := regexFind "[a-z]+$" $text -}}
{{- if hasKey $units $unit -}}
{{- ceil (mulf (float64 (trimSuffix $unit $text)) (get $units $unit)) -}}
{{- else -}}0{{- end -}}
{{- end -}}
