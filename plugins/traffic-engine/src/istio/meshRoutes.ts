import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import { CONFIG_MAP } from '../kinds/coreKinds';
import { matchLabels } from '../match/labels';
import { exportRank, isExportedTo } from './exportTo';
import { sectionOf } from './externalHosts';
import {
  compareInMergeOrder,
  virtualServices,
  type Destination,
  type HttpMatch,
  type VirtualService,
} from './facts/virtualServices';
import {
  compareSpecificity,
  coversHost,
  toFullName,
  toGatewayName,
} from './hostnames';
import { VIRTUAL_SERVICE } from './kinds';

/** The gateway that stands for all sidecars. */
const MESH = 'mesh';

export type Section = 'http' | 'tls' | 'tcp';
const SECTIONS: readonly Section[] = ['http', 'tls', 'tcp'];

/** What sidecars or a gateway do with a connection. */
export interface RouteQuestion {
  readonly host: string;
  readonly port: number | null;
  /** The protocol of the port; null: not known, any route may be meant. */
  readonly protocol: string | null;
  readonly client: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
}

/** One rule that takes a connection, or takes it under conditions that depend on the request. */
export interface TakenRoute {
  readonly service: VirtualService;
  /** `spec.tls[0]` */
  readonly path: string;
  readonly certain: boolean;
  readonly destinations: readonly Destination[];
}

interface Rule {
  readonly path: string;
  readonly section: Section;
  readonly match: readonly RuleMatch[];
  readonly destinations: readonly Destination[];
}

interface RuleMatch {
  readonly gateways: readonly string[];
  readonly port: number | null;
  readonly sourceLabels: Readonly<Record<string, string>>;
  readonly sourceNamespace: string | null;
  readonly sniHosts: readonly string[] | null;
  /** It asks for something that a connection alone does not tell. */
  readonly isConditional: boolean;
}

export interface MeshRoutes {
  /** VirtualServices that sidecars follow. */
  readonly all: readonly VirtualService[];
  /** The rules of the VirtualService that sidecars follow for a host, in order, up to the first that takes all. */
  find(question: RouteQuestion): readonly TakenRoute[];
  /** The same at a gateway, `namespace/name`. */
  findAt(gateway: string, question: RouteQuestion): readonly TakenRoute[];
}

/** The routing of the mesh's own traffic. */
export const meshRoutes: SnapshotIndex<MeshRoutes> = {
  name: 'istio mesh routes',
  reads: [VIRTUAL_SERVICE, CONFIG_MAP],
  build: buildRoutes,
};

function buildRoutes(snapshot: ClusterSnapshot): MeshRoutes {
  const services = [...snapshot.index(virtualServices).all].sort(
    compareInMergeOrder,
  );
  const byGateway = new Map<string, VirtualService[]>();
  for (const service of services) {
    for (const gateway of gatewaysOf(service)) {
      const known = byGateway.get(gateway) ?? [];
      byGateway.set(gateway, known);
      known.push(service);
    }
  }
  const tables = new Map(
    [...byGateway].map(([gateway, all]) => [gateway, tableOf(all)]),
  );
  const rules = new Map<VirtualService, readonly Rule[]>();
  const rulesOfOnce = (service: VirtualService) => {
    const known = rules.get(service) ?? rulesOf(service);
    rules.set(service, known);
    return known;
  };
  const find = (gateway: string, question: RouteQuestion) => {
    const visible = (tables.get(gateway)?.(question.host) ?? []).filter(
      ({ service: { ref, spec } }) =>
        gateway !== MESH ||
        isExportedTo(spec.exportTo, {
          owner: ref.namespace,
          viewer: question.client.namespace,
        }),
    );
    const [first] =
      gateway === MESH
        ? sortByExport(visible, question.client.namespace)
        : visible;
    const service = first?.service;
    return service
      ? take(service, rulesOfOnce(service), gateway, question)
      : [];
  };
  return {
    all: byGateway.get(MESH) ?? [],
    find: question => find(MESH, question),
    findAt: find,
  };
}

/** The gateways of a VirtualService as `namespace/name`, or `mesh`, which holds where none is named. */
export function gatewaysOf({ spec, ref }: VirtualService): readonly string[] {
  return spec.gateways.length === 0
    ? [MESH]
    : spec.gateways.map(name => toGatewayName(name, ref.namespace));
}

/** A VirtualService with the one of its hosts that a name is found by. */
interface Hosted {
  readonly host: string;
  readonly service: VirtualService;
}

/** Of the VirtualServices with the nearest host: what is for the namespace alone before what is for all, else as they stand. */
function sortByExport(
  found: readonly Hosted[],
  viewer: string,
): readonly Hosted[] {
  const rankOf = ({ service: { spec, ref } }: Hosted) =>
    exportRank(spec.exportTo, { owner: ref.namespace, viewer });
  return found
    .filter(({ host }) => host === found[0].host)
    .sort((a, b) => rankOf(a) - rankOf(b));
}

/** Finds VirtualServices by host: the nearest name first, the oldest of equal ones. */
function tableOf(services: readonly VirtualService[]) {
  const exact = new Map<string, Hosted[]>();
  const wildcards: Hosted[] = [];
  for (const service of services) {
    for (const written of service.spec.hosts) {
      const host = toFullName(written, service.ref.namespace);
      if (host.startsWith('*')) {
        wildcards.push({ host, service });
      } else {
        const known = exact.get(host) ?? [];
        exact.set(host, known);
        known.push({ host, service });
      }
    }
  }
  wildcards.sort((a, b) => compareSpecificity(a.host, b.host));
  return (host: string) => [
    ...(exact.get(host) ?? []),
    ...wildcards.filter(wildcard => coversHost(wildcard.host, host)),
  ];
}

function take(
  service: VirtualService,
  rules: readonly Rule[],
  gateway: string,
  question: RouteQuestion,
): readonly TakenRoute[] {
  const section = question.protocol && sectionOf(question.protocol);
  const taken: TakenRoute[] = [];
  for (const { path, section: own, match, destinations } of rules) {
    if (section !== null && own !== section) {
      continue;
    }
    const answers = matchesOf(match).map(entry =>
      matchRule(entry, service, gateway, question),
    );
    if (answers.some(answer => answer !== 'no')) {
      const certain = answers.includes('yes') && section !== null;
      taken.push({ service, path, certain, destinations });
      if (certain) {
        return taken;
      }
    }
  }
  return taken;
}

const NO_CONDITION: RuleMatch = {
  gateways: [],
  port: null,
  sourceLabels: {},
  sourceNamespace: null,
  sniHosts: null,
  isConditional: false,
};

function matchesOf(match: readonly RuleMatch[]): readonly RuleMatch[] {
  return match.length === 0 ? [NO_CONDITION] : match;
}

function matchRule(
  match: RuleMatch,
  service: VirtualService,
  gateway: string,
  { host, port, client }: RouteQuestion,
): 'yes' | 'no' | 'maybe' {
  const { namespace } = service.ref;
  const own =
    match.gateways.length === 0
      ? gatewaysOf(service)
      : match.gateways.map(name => toGatewayName(name, namespace));
  // Where a match names gateways, istiod asks for nothing else of the caller (sourceMatchHTTP).
  const isSource =
    gateway !== MESH ||
    match.gateways.length > 0 ||
    (matchLabels({ matchLabels: match.sourceLabels }, client.labels) &&
      (match.sourceNamespace === null ||
        match.sourceNamespace === client.namespace));
  const sni = match.sniHosts?.map(name => name.toLowerCase());
  if (
    !own.includes(gateway) ||
    !isSource ||
    (port !== null && match.port !== null && match.port !== port) ||
    (sni && !sni.some(name => coversHost(name, host)))
  ) {
    return 'no';
  }
  return match.isConditional || (match.port !== null && port === null)
    ? 'maybe'
    : 'yes';
}

/** The rules of a VirtualService in the order in which each section is asked. */
export function rulesOf({ spec }: VirtualService): readonly Rule[] {
  return SECTIONS.flatMap(section =>
    spec[section].map((rule, index): Rule => {
      const matches: readonly (
        | HttpMatch
        | (typeof spec.tls)[number]['match'][number]
        | (typeof spec.tcp)[number]['match'][number]
      )[] = rule.match;
      return {
        section,
        path: `spec.${section}[${index}]`,
        destinations: rule.route.map(({ destination }) => destination),
        match: matches.map(match => ({
          gateways: match.gateways,
          port: match.port,
          sourceLabels: match.sourceLabels,
          sourceNamespace: match.sourceNamespace,
          sniHosts: 'sniHosts' in match ? match.sniHosts : null,
          isConditional: isConditional(match),
        })),
      };
    }),
  );
}

function isConditional(match: object): boolean {
  const fields: readonly string[] = [
    'uri',
    'scheme',
    'method',
    'authority',
    'headers',
    'withoutHeaders',
    'queryParams',
    'destinationSubnets',
    'sourceSubnet',
  ];
  return Object.entries(match).some(
    ([field, value]) =>
      fields.includes(field) &&
      value !== null &&
      (typeof value !== 'object' || Object.keys(value).length > 0),
  );
}
