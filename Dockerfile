# syntax=docker/dockerfile:1

# Debian's slim image and not Alpine's: Node's own builds are for glibc, those for musl are experimental.
ARG NODE_VERSION=24
# `sha256:…` of that image, for all platforms; none: whatever has the name today. .github/workflows/base-image.yml writes it.
ARG NODE_DIGEST

# Builds. Nothing of this stage but dist/ and the health check goes further.
FROM node:${NODE_VERSION}-slim${NODE_DIGEST:+@${NODE_DIGEST}} AS build
WORKDIR /app
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev
COPY scripts/healthcheck.c ./scripts/healthcheck.c
RUN gcc -O2 -static -s -Wall -Wextra -Werror -o healthcheck scripts/healthcheck.c
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json tsconfig.cjs.json LICENSE ./
COPY scripts ./scripts
COPY src ./src
# The console, and the page that it shows as its runbook.
COPY console ./console
COPY docs ./docs
# `webhook-gateway version` tells it: --build-arg GIT_COMMIT=$(git rev-parse HEAD)
ARG GIT_COMMIT
# V8's code of the program is of use only under the flags that it was made with: these are those of the last stage.
ENV NODE_OPTIONS="--max-semi-space-size=8 --max-old-space-size=512"
RUN npm run build

FROM node:${NODE_VERSION}-slim${NODE_DIGEST:+@${NODE_DIGEST}}
LABEL org.opencontainers.image.title="standard-webhooks-gateway" \
      org.opencontainers.image.description="Verifies, deduplicates, signs again and forwards webhooks" \
      org.opencontainers.image.licenses="MIT"
# Package managers install nothing here; without them, neither does anyone else.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
      /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-*
# A heap that is collected before it has grown: a quarter less memory under load, for a few hundredths more processor time,
# saturated a sixth (docs/performance.md). And glibc's own threshold, which stays where it is once it is said: what is
# freed goes back to the system.
ENV NODE_ENV=production \
    NODE_OPTIONS="--max-semi-space-size=8 --max-old-space-size=512" \
    MALLOC_TRIM_THRESHOLD_=131072
WORKDIR /app
COPY package.json LICENSE ./
# The page that answers name as their `type`.
COPY docs ./docs
# What `schema` prints, and `init` writes beside a configuration.
COPY config/gateway.schema.json ./config/gateway.schema.json
COPY config/routes.schema.json ./config/routes.schema.json
# All that runs, libraries included, with their licences.
COPY --from=build /app/healthcheck ./healthcheck
COPY --from=build /app/dist/main.js ./dist/main.js
COPY --from=build /app/dist/program ./dist/program
COPY --from=build /app/dist/console ./dist/console
# `node` of the base image, by number: Kubernetes' runAsNonRoot cannot check names. It owns nothing here and the
# gateway writes nothing, so the root file system may be read-only.
USER 1000:1000
# Public port, admin port.
EXPOSE 8080 9090
STOPSIGNAL SIGTERM
# Asks by itself, and becomes the command behind it where the answer is not a plain 200: no second Node for each look.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
  CMD ["./healthcheck", "node", "dist/main.js", "healthcheck"]
ENTRYPOINT ["node", "dist/main.js"]
CMD ["serve"]
