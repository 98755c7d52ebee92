# The official image, pinned; an internal registry's copy fits as well.
ARG BASE_IMAGE=denoland/deno:2.9.6

FROM ${BASE_IMAGE} AS build
WORKDIR /app
ENV DENO_NO_UPDATE_CHECK=1 NO_COLOR=1
COPY deno.json deno.lock ./
COPY jsr/ jsr/
RUN deno install --frozen
COPY dev.ts fresh.config.ts main.ts serve.ts ./
COPY components/ components/
COPY islands/ islands/
COPY lib/ lib/
COPY routes/ routes/
COPY static/ static/
RUN deno task build
# What builds, tests and simulates stays behind, and nothing is fetched from now on.
RUN for name in axe-core bootstrap esbuild playwright-core yaml; do \
      rm -r "node_modules/$name" "node_modules/.deno/$name"@*; \
    done \
    && rm -r node_modules/.deno/@esbuild* dev.ts fresh.config.ts lib/aws/simulator \
    && find node_modules -xtype l -delete \
    && sed -i 's/"nodeModulesDir": "auto"/"nodeModulesDir": "manual"/' deno.json
RUN DENO_DIR=/deno-dir deno cache --frozen serve.ts lib/config/*_command.ts \
    && install -d -o 1993 -g 1993 -m 700 /app/data

FROM ${BASE_IMAGE}
WORKDIR /app
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1 DENO_NO_PROMPT=1 NO_COLOR=1
COPY --from=build /deno-dir/ /deno-dir/
COPY --from=build /app/ /app/
USER 1993:1993
VOLUME /app/data
EXPOSE 8500
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["deno", "task", "--quiet", "health"]
CMD ["deno", "task", "--quiet", "serve"]
