/**
 * The schemes whose authority is a host to connect to (SEMANTICS.md C.2.1) and the port that each stands for; null where the
 * scheme has none, or where the name is looked up as SRV records.
 */
const DEFAULT_PORTS = {
  http: 80,
  https: 443,
  grpc: null,
  grpcs: null,
  ws: 80,
  wss: 443,
  amqp: 5672,
  amqps: 5671,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  mariadb: 3306,
  mssql: 1433,
  sqlserver: 1433,
  mongodb: 27017,
  'mongodb+srv': null,
  redis: 6379,
  rediss: 6379,
  kafka: 9092,
  nats: 4222,
  mqtt: 1883,
  mqtts: 8883,
  ldap: 389,
  ldaps: 636,
  smtp: 25,
  smtps: 465,
  tls: null,
  tcp: null,
  udp: null,
  s3: 443,
  'jdbc:postgresql': 5432,
  'jdbc:mysql': 3306,
  'jdbc:mariadb': 3306,
  'jdbc:sqlserver': 1433,
  'jdbc:oracle': 1521,
  'jdbc:db2': 50000,
  'jdbc:redshift': 5439,
  'jdbc:clickhouse': 8123,
} as const satisfies Readonly<Record<string, number | null>>;

const PORTS: ReadonlyMap<string, number | null> = new Map(
  Object.entries(DEFAULT_PORTS),
);

/** The port that a scheme stands for; null where there is none, undefined for a scheme that is not known. */
export function defaultPort(scheme: string): number | null | undefined {
  return PORTS.get(scheme);
}

/** The transport of a scheme; what is mined is taken for TCP unless its scheme says otherwise. */
export function transportOf(scheme: string | undefined): 'TCP' | 'UDP' {
  return scheme === 'udp' ? 'UDP' : 'TCP';
}
