import { sourceResult, type Source, type SourceProblem } from '../Source';
import { traefikInstall } from './install/readInstall';
import { SOURCE_ID } from './kinds';
import { draftRoutes } from './routers/draftRoutes';
import { traefikRouters } from './routers/listRouters';
import { answerRequest } from './serve/answerRequest';

/** Traefik's own kinds (traefik.io/v1alpha1) as Traefik v3 reads them. */
export const traefik: Source = {
  id: SOURCE_ID,
  title: 'Traefik',
  reads: traefikRouters.reads,
  resolve: snapshot => {
    const install = snapshot.index(traefikInstall);
    const drafts = snapshot
      .index(traefikRouters)
      .map(router => draftRoutes(snapshot.cluster, router));
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
