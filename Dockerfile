# syntax=docker/dockerfile:1

# docker run -d --name paynamed -v paynamed:/var/lib/paynamed -p 53:53/udp -p 53:53/tcp -p 127.0.0.1:8053:8053 paynamed

FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
COPY tools ./tools
RUN --mount=type=cache,target=/root/.npm npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build

FROM node:24-slim
# Port 53 without root. A capability of the file works where `--cap-add` does not: that one reaches root alone. It holds
# with `--network host` and with `--cap-drop ALL --cap-add NET_BIND_SERVICE`. Where privileges may not grow
# (`no-new-privileges`), set the sysctl net.ipv4.ip_unprivileged_port_start=53 instead; Docker's own networks have it.
RUN apt-get update \
  && apt-get install -y --no-install-recommends libcap2-bin \
  && setcap cap_net_bind_service=+ep "$(readlink -f "$(command -v node)")" \
  && apt-get purge -y --auto-remove libcap2-bin \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /opt/paynamed
COPY package.json package-lock.json ./
COPY tools ./tools
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
COPY --from=build /build/dist ./dist
COPY LICENSE CHANGELOG.md ./
# A volume takes over the owner and the mode of the directory that it is mounted on.
RUN install -d -o node -g node -m 0700 /var/lib/paynamed
# Within a container loopback is nobody's; who may reach the API is decided where the port is published.
ENV PAYNAMED_DATA=/var/lib/paynamed
ENV PAYNAMED_ADMIN=0.0.0.0:8053
USER node
VOLUME /var/lib/paynamed
EXPOSE 53/udp 53/tcp 8053/tcp
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD ["node", "dist/main.js", "health"]
ENTRYPOINT ["node", "dist/main.js"]
CMD ["serve"]
