import type {
  Certificate,
  CertificateFacts,
  Host,
  ObjectRef,
} from '@portolan/plugin-traffic-common';
import { CERTIFICATE } from '../kinds/certManagerKinds';
import { SECRET } from '../kinds/coreKinds';
import type { KindRef } from '../kinds/KindRef';
import { refOf } from '../model/refs';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import { groupBy } from '../snapshot/groupBy';
import type { KubeObject } from '../snapshot/KubeObject';
import { readList, readNumber, readRecord, readText } from '../snapshot/read';
import { coversHost } from './coversHost';
import { lookUp } from './lookUp';

/**
 * The kinds that `certificateAt` looks at beside Secrets: those are there only in files, and where a portal is told to read
 * them.
 */
export const CERTIFICATE_READS: readonly KindRef[] = [CERTIFICATE];

/** The facts of issued Certificates by the Secret that each is kept in; of several in one, whose it holds is not known. */
const managed: SnapshotIndex<ReadonlyMap<string, CertificateFacts>> = {
  name: 'cert-manager certificates',
  reads: CERTIFICATE_READS,
  build: snapshot =>
    new Map(
      [...groupBy(snapshot.list(CERTIFICATE), secretOf)].flatMap(
        ([secret, [first, ...others]]) => {
          const facts = factsOf(first);
          return secret !== undefined && facts && others.length === 0
            ? [[secret, facts] as const]
            : [];
        },
      ),
    ),
};

function secretOf({ spec, metadata }: KubeObject): string | undefined {
  const secretName = readText(spec, 'secretName');
  return secretName && `${metadata.namespace ?? ''}/${secretName}`;
}

const ordered: SnapshotIndex<ReadonlySet<string>> = {
  name: 'cert-manager orders',
  reads: CERTIFICATE_READS,
  build: snapshot =>
    new Set(
      snapshot
        .list(CERTIFICATE)
        .map(
          ({ spec, metadata }) =>
            `${metadata.namespace ?? ''}/${readText(spec, 'secretName') ?? ''}`,
        ),
    ),
};

/** Whether cert-manager is told to make a Secret: that files do not hold it then says nothing. */
export function isOrdered(
  snapshot: ClusterSnapshot,
  { namespace, name }: Pick<ObjectRef, 'namespace' | 'name'>,
): boolean {
  return snapshot.index(ordered).has(`${namespace}/${name}`);
}

/**
 * What a Secret that is named as a certificate says, by its own public facts, or else by those of the cert-manager Certificate
 * that keeps it. Whether the reference is permitted is the caller's question.
 */
export function certificateAt(
  snapshot: ClusterSnapshot,
  secret: Pick<ObjectRef, 'namespace' | 'name'>,
  host?: Host,
): Certificate {
  const { namespace, name } = secret;
  const ref = refOf(snapshot.cluster, SECRET, namespace, name);
  const found = lookUp(snapshot, SECRET, namespace, name);
  const stated = () => certificateIssued(snapshot, secret, host);
  switch (found.state) {
    case 'resolved': {
      const read = found.value.facts?.certificate;
      if (read?.state === 'read') {
        return withCoverage({ ref, state: 'read', facts: read.facts }, host);
      }
      return read?.state === 'malformed'
        ? { ref, state: 'malformed' }
        : stated();
    }
    case 'missing':
      return isOrdered(snapshot, secret) ? stated() : { ref, state: 'missing' };
    default:
      return stated();
  }
}

/** What the Certificate says that keeps a Secret which itself was not read; nothing where none is fulfilled. */
export function certificateIssued(
  snapshot: ClusterSnapshot,
  secret: Pick<ObjectRef, 'namespace' | 'name'>,
  host?: Host,
): Certificate {
  const { namespace, name } = secret;
  const ref = refOf(snapshot.cluster, SECRET, namespace, name);
  return withCoverage({ ref, ...statedByManager(snapshot, secret) }, host);
}

/** With the answer whether it is valid for the host; as it is where its names are not known, as with an order that was changed. */
function withCoverage(
  certificate: Certificate,
  host: Host | undefined,
): Certificate {
  const { facts } = certificate;
  return host && facts && (facts.names.length > 0 || facts.from === 'secret')
    ? { ...certificate, covers: coversHost(facts.names, host) }
    : certificate;
}

/** An order that was never fulfilled has no dates, and says nothing of what is served; one that was changed since, no names. */
function factsOf(certificate: KubeObject): CertificateFacts | undefined {
  const { spec, status } = certificate;
  const notAfter = readText(status, 'notAfter');
  if (notAfter === undefined || Number.isNaN(Date.parse(notAfter))) {
    return undefined;
  }
  const notBefore = readText(status, 'notBefore');
  const names = ['dnsNames', 'ipAddresses'].flatMap(field =>
    readList(spec, field).flatMap(name =>
      typeof name === 'string' ? name.toLowerCase() : [],
    ),
  );
  const commonName = readText(spec, 'commonName');
  const issuer = readRecord(spec, 'issuerRef');
  const all =
    names.length > 0 || !commonName ? names : [commonName.toLowerCase()];
  return {
    names: isUpToDate(certificate) ? all : [],
    issuer: [
      readText(issuer, 'kind') ?? 'Issuer',
      readText(issuer, 'name') ?? '',
    ].join(' '),
    notBefore: notBefore ?? null,
    notAfter,
    fingerprint: null,
    from: 'cert-manager',
  };
}

/**
 * Whether the certificate in the Secret is the one that is ordered now: `Ready` is False while another one is to be issued
 * (cert-manager, CertificateConditionReady). One that has only expired is still the one ordered.
 */
function isUpToDate({ metadata, status }: KubeObject): boolean {
  const ready = readList(status, 'conditions').find(
    item => readText(item, 'type') === 'Ready',
  );
  const seen = readNumber(ready, 'observedGeneration');
  const isSeen =
    seen === undefined ||
    metadata.generation === undefined ||
    seen >= metadata.generation;
  return (
    isSeen &&
    (readText(ready, 'status') !== 'False' ||
      readText(ready, 'reason') === 'Expired')
  );
}

function statedByManager(
  snapshot: ClusterSnapshot,
  { namespace, name }: Pick<ObjectRef, 'namespace' | 'name'>,
): Pick<Certificate, 'state' | 'facts'> {
  const facts = snapshot.index(managed).get(`${namespace}/${name}`);
  return facts ? { state: 'read', facts } : { state: 'not-read' };
}
