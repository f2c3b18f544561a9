import type { ObjectRef, Route } from '@portolan/plugin-traffic-common';
import { compareRefs, refKey } from '../../model/refs';
import type { CatalogEntityFacts } from '../../ownership/CatalogEntityFacts';
import { groupBy } from '../../snapshot/groupBy';
import type { Check, FindingDraft } from '../Check';

/** What one object claims of one host, with the owners of the entities behind it. */
interface Claim {
  readonly object: ObjectRef;
  readonly routes: readonly Route[];
  readonly owners: ReadonlySet<string>;
  readonly entities: readonly string[];
  /** The requests it takes: port and match as text. */
  readonly matches: ReadonlySet<string>;
}

/** Two owners who both take the same requests of one host, or one host in two clusters. */
export const hostClaimedByTwoOwners: Check = {
  id: 'host-claimed-by-two-owners',
  code: 'TRF301',
  severity: 'warning',
  title: 'Host claimed by two owners',
  message: '{{host}} is claimed by different owners: {{owners}} ({{objects}}).',
  fix: 'Agree who owns {{host}}: the others use another host or path, or the catalog is corrected where it names the wrong owner.',
  reads: [],
  run: ({ model, entities }) => {
    const ownersOf = new Map(
      entities.map(entity => [entity.entityRef, entity.owners]),
    );
    if (![...ownersOf.values()].some(owners => owners.length > 0)) {
      return [];
    }
    const claimed = model.routes.filter(isClaim);
    return [...groupBy(claimed, route => route.host.value).values()].flatMap(
      routes => findConflict(toClaims(routes, ownersOf)),
    );
  },
};

/** A route without a host claims none, one inside the mesh claims no public name, and one that nobody serves has no effect. */
function isClaim({ host, exposure, predicted }: Route): boolean {
  return (
    host.kind !== 'any' && exposure !== 'mesh' && predicted.state !== 'detached'
  );
}

function toClaims(
  routes: readonly Route[],
  ownersOf: ReadonlyMap<string, CatalogEntityFacts['owners']>,
): readonly Claim[] {
  return [...groupBy(routes, route => refKey(route.object)).values()]
    .map((own): Claim => {
      const entities = [
        ...new Set(
          own.flatMap(route => route.backends.flatMap(b => b.entities)),
        ),
      ].sort();
      return {
        object: own[0].object,
        routes: own,
        entities,
        owners: new Set(entities.flatMap(entity => ownersOf.get(entity) ?? [])),
        matches: new Set(
          own.map(route => JSON.stringify([route.port, route.match])),
        ),
      };
    })
    .filter(claim => claim.owners.size > 0)
    .sort((a, b) => compareRefs(a.object, b.object));
}

/** One finding for a host: at the last of the objects that disagree, with all of them named. */
function findConflict(claims: readonly Claim[]): FindingDraft[] {
  const inConflict = claims.filter(claim =>
    claims.some(
      other =>
        areDisjoint(claim.owners, other.owners) &&
        (shareRequests(claim, other) || splitClusters(claim, other, claims)),
    ),
  );
  const last = inConflict[inConflict.length - 1];
  if (!last) {
    return [];
  }
  const [route] = last.routes;
  return [
    {
      at: route.provenance[0] ?? {
        source: route.source,
        object: route.object,
        path: 'spec',
      },
      params: {
        host: route.host.value,
        owners: sorted(inConflict.flatMap(claim => [...claim.owners])),
        objects: inConflict
          .map(
            ({ object }) =>
              `${object.kind} ${object.namespace}/${object.name} in ${object.cluster}`,
          )
          .join(', '),
      },
      related: inConflict
        .map(claim => claim.object)
        .filter(object => object !== last.object),
      entities: [
        ...new Set(inConflict.flatMap(claim => claim.entities)),
      ].sort(),
    },
  ];
}

/** Teams that share a host by path are common and fine; the same requests of one host are not. */
function shareRequests(a: Claim, b: Claim): boolean {
  return [...a.matches].some(match => b.matches.has(match));
}

/** A name leads to one place: a host that none of one cluster's owners serve in the other is claimed twice, whatever the paths. */
function splitClusters(a: Claim, b: Claim, claims: readonly Claim[]): boolean {
  const ownersIn = (cluster: string) =>
    new Set(
      claims
        .filter(claim => claim.object.cluster === cluster)
        .flatMap(claim => [...claim.owners]),
    );
  return (
    a.object.cluster !== b.object.cluster &&
    areDisjoint(ownersIn(a.object.cluster), ownersIn(b.object.cluster))
  );
}

function areDisjoint(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return ![...a].some(item => b.has(item));
}

function sorted(items: readonly string[]): string {
  return [...new Set(items)].sort().join(', ');
}
