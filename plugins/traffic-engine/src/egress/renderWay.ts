import type {
  ObjectRef,
  Provenance,
  TlsOrigination,
} from '@portolan/plugin-traffic-common';
import type { ExplainedConnection } from './explainConnection';

const THROUGH = {
  'egress-gateway': 'egress gateway',
  waypoint: 'waypoint',
} as const;

const TLS: Readonly<Record<TlsOrigination['mode'], string>> = {
  disabled: 'no TLS is added on the way',
  simple: 'TLS is added on the way',
  mutual: 'TLS with a client certificate is added on the way',
  'mesh-mutual': 'the mesh’s own TLS is added on the way',
};

const CHECKED: Readonly<Record<string, string>> = {
  true: ', and the server’s certificate is checked',
  false: ', and the server’s certificate is not checked',
  null: '',
};

/** How a connection leaves, under which address it is seen, and what TLS is added, in a sentence each; nothing inside the cluster. */
export function renderWay({
  to,
  via,
  sourceAddress,
  tls,
}: Pick<
  ExplainedConnection,
  'to' | 'via' | 'sourceAddress' | 'tls'
>): readonly string[] {
  if (!via || !sourceAddress) {
    return [];
  }
  const isInside =
    to.kind === 'object' &&
    via.kind !== 'egress-gateway' &&
    via.kind !== 'waypoint';
  const seen =
    sourceAddress.addresses && sourceAddress.addresses.length > 0
      ? `it is seen from outside as ${sourceAddress.addresses.join(' or ')}${
          sourceAddress.state === 'stated-by-operator'
            ? ', as the operator states'
            : named(sourceAddress.provenance)
        }`
      : 'under which address it is seen from outside is not known';
  return [
    ...(isInside ? [] : [`${renderVia(via)}; ${seen}.`]),
    ...(tls
      ? [
          `${capital(TLS[tls.mode])}${CHECKED[String(tls.verifies)]}${named([
            tls.provenance,
          ])}.`,
        ]
      : []),
  ];
}

function renderVia(via: NonNullable<ExplainedConnection['via']>): string {
  switch (via.kind) {
    case 'direct':
      return 'It leaves straight from the pod';
    case 'not-known':
      return `How it leaves is not known${named(via.provenance)}`;
    default:
      return `It leaves through the ${THROUGH[via.kind]}${
        via.through ? ` ${via.through.map(renderRef).join(', ')}` : ''
      }${named(via.provenance)}`;
  }
}

function named(provenance: readonly Provenance[] | undefined): string {
  return provenance && provenance.length > 0
    ? ` (${provenance
        .map(({ object, path }) => `${renderRef(object)} ${path}`.trim())
        .join(', ')})`
    : '';
}

function renderRef({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
