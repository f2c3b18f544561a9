import { steppedIndex } from '../../snapshot/ClusterSnapshot';
import { readOnce } from '../../snapshot/readOnce';
import { sourceResult, type Source, type SourceProblem } from '../Source';
import { traefikInstall } from './install/readInstall';
import { SOURCE_ID } from './kinds';
import { draftRoutes } from './routers/draftRoutes';
import { traefikRouters } from './routers/listRouters';
import type { Router } from './routers/Router';
import { answerRequest } from './serve/answerRequest';

const ROUTERS_PER_STEP = 100;

/** A router holds all that its routes are made of. */
const draftsOf = readOnce((router: Router) =>
  draftRoutes(router.object.cluster, router),
);

/** What each router comes to, in the order of the routers. */
const traefikDrafts = steppedIndex<readonly ReturnType<typeof draftRoutes>[]>({
  name: 'traefik-drafts',
  reads: traefikRouters.reads,
  *buildInSteps(snapshot) {
    const drafts: ReturnType<typeof draftRoutes>[] = [];
    for (const router of snapshot.index(traefikRouters)) {
      drafts.push(draftsOf(router));
      if (drafts.length % ROUTERS_PER_STEP === 0) {
        yield;
      }
    }
    return drafts;
  },
});

/** Traefik's own kinds (traefik.io/v1alpha1) as Traefik v3 reads them. */
export const traefik: Source = {
  id: SOURCE_ID,
  title: 'Traefik',
  reads: traefikRouters.reads,
  prepares: [traefikRouters, traefikDrafts],
  resolve: snapshot => {
    const install = snapshot.index(traefikInstall);
    const drafts = snapshot.index(traefikDrafts);
    const notes: readonly SourceProblem[] =
      install.state === 'known'
        ? install.notInterpreted.map(name => ({
            severity: 'info',
            object: install.workload,
            path: 'spec.template.spec.containers',
            message: `Seen, not interpreted: --${name} changes what Traefik routes.`,
          }))
        : [];
    return sourceResult({
      routes: drafts.flatMap(({ routes }) => routes),
      problems: [...drafts.flatMap(({ problems }) => problems), ...notes],
    });
  },
  serve: answerRequest,
};
