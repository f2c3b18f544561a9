const PLAIN = Array.from({ length: 12 }, (_, index) => ({
  name: `FEATURE_${index}`,
  value: index % 2 === 0 ? 'true' : `level-${index}`,
}));

/** Deployments and ConfigMaps as they are met: a dozen settings, a few of which hold an address. */
export function makeConfiguration(size: {
  templates: number;
  configMaps: number;
}): readonly object[] {
  const deployments = Array.from({ length: size.templates }, (_, index) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `app-${index}`, namespace: `team-${index % 20}` },
    spec: {
      template: {
        metadata: { labels: { app: `app-${index}` } },
        spec: {
          containers: [
            {
              name: 'main',
              image: 'registry.example/app:1',
              args: ['--listen=0.0.0.0:8080', `--upstream=http://app-${index}`],
              env: [
                ...PLAIN,
                {
                  name: 'DATABASE_URL',
                  value: `postgres://user:word@db-${index % 50}.data:5432/app`,
                },
                {
                  name: 'KAFKA_BROKERS',
                  value: 'kafka-0.kafka:9092,kafka-1.kafka:9092',
                },
                {
                  name: 'PARTNER_API',
                  value: `https://api-${index % 30}.partner.example/v1`,
                },
              ],
            },
          ],
        },
      },
    },
  }));
  const configMaps = Array.from({ length: size.configMaps }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `settings-${index}`, namespace: `team-${index % 20}` },
    data: {
      'application.yaml': Array.from(
        { length: 40 },
        (_, line) => `setting.${line}: https://s${line}.internal.example/x`,
      ).join('\n'),
      ENDPOINT: `https://objects-${index % 10}.storage.example:9000`,
    },
  }));
  return [...deployments, ...configMaps];
}
