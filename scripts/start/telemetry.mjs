import { join } from 'node:path';

/** The command that plays the Prometheus of prod-eu: a new user has none, and the demo shows what one would tell. */
export function describeTelemetryProcess({ root, toolchain, settings }) {
  return {
    command: toolchain.node,
    args: [
      join(root, 'packages/fake-cluster/bin/telemetry-stand-in'),
      '--series',
      settings.telemetrySeries,
      '--port',
      String(settings.ports.telemetry),
    ],
    cwd: root,
  };
}
