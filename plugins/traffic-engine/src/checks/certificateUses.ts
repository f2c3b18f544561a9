import type {
  Certificate,
  CertificateFacts,
  ObjectRef,
  Provenance,
  Route,
} from '@portolan/plugin-traffic-common';
import type { TrafficModel } from '../model/TrafficModel';
import { compareRefs, refKey } from '../model/refs';
import { compareText } from '../snapshot/compareText';

/** One Secret that routes or listeners name as a certificate, and all that name it. */
export interface CertificateUse {
  readonly secret: ObjectRef;
  readonly certificate: Certificate;
  /** The first field that names it. */
  readonly namedAt: Provenance;
  /** The objects that name it. */
  readonly users: readonly ObjectRef[];
  readonly entities: readonly string[];
}

interface Collected {
  readonly secret: ObjectRef;
  readonly certificate: Certificate;
  readonly namedAt: Provenance[];
  readonly users: Map<string, ObjectRef>;
  readonly entities: Set<string>;
}

type Users = Pick<TrafficModel, 'listeners' | 'routes'>;

const usesOfModels = new WeakMap<Users, readonly CertificateUse[]>();

/** The certificates that are in use, each once, in the order of their Secrets; collected once for each model. */
export function listCertificateUses(model: Users): readonly CertificateUse[] {
  const uses = usesOfModels.get(model) ?? collectUses(model);
  usesOfModels.set(model, uses);
  return uses;
}

function collectUses({ listeners, routes }: Users): readonly CertificateUse[] {
  const found = new Map<string, Collected>();
  const put = (
    certificates: readonly Certificate[],
    namedAt: Provenance | undefined,
    entities: readonly string[],
  ) => {
    for (const certificate of certificates) {
      if (certificate.ref && namedAt) {
        const key = refKey(certificate.ref);
        const use: Collected = found.get(key) ?? {
          secret: certificate.ref,
          certificate,
          namedAt: [],
          users: new Map(),
          entities: new Set(),
        };
        found.set(key, use);
        use.namedAt.push(namedAt);
        use.users.set(refKey(namedAt.object), namedAt.object);
        entities.forEach(entity => use.entities.add(entity));
      }
    }
  };
  for (const { tls, provenance } of listeners) {
    put(tls.certificates, provenance, []);
  }
  for (const route of routes) {
    if (route.tls.certificates.length > 0) {
      put(route.tls.certificates, doorOf(route), entitiesOf(route));
    }
  }
  return [...found.values()]
    .map(({ secret, certificate, namedAt, users, entities }) => ({
      secret,
      certificate,
      namedAt: [...namedAt].sort(compareProvenances)[0],
      users: [...users.values()].sort(compareRefs),
      entities: [...entities].sort(),
    }))
    .sort((a, b) => compareRefs(a.secret, b.secret));
}

/** The entities behind a route, sorted. */
export function entitiesOf({ backends }: Route): readonly string[] {
  return [...new Set(backends.flatMap(({ entities }) => entities))].sort();
}

/** Where the certificate itself is kept. */
export function certificateField(secret: ObjectRef): Provenance {
  return { source: 'core', object: secret, path: `data['tls.crt']` };
}

/** What a certificate says of its time, in words and numbers for a sentence. */
export function describeTime(facts: CertificateFacts, now: string) {
  const leftMs = Date.parse(facts.notAfter) - Date.parse(now);
  return {
    leftMs,
    date: facts.notAfter.slice(0, 10),
  };
}

/** `Gateway infra/public and 2 more`. */
export function describeUsers(users: readonly ObjectRef[]): string {
  const [first, ...more] = users.map(
    ({ kind, namespace, name }) => `${kind} ${namespace}/${name}`,
  );
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}

/** Where the way in says that it ends TLS, else its last step: the listener, or the class. */
function doorOf({ provenance }: Route): Provenance | undefined {
  return (
    provenance.find(({ path }) => /\btls\b/.test(path)) ??
    provenance[provenance.length - 1]
  );
}

function compareProvenances(a: Provenance, b: Provenance): number {
  return compareRefs(a.object, b.object) || compareText(a.path, b.path);
}
