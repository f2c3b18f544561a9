import { ENDPOINT_SLICE, SERVICE } from '../../kinds/coreKinds';
import { sourceResult, type Source } from '../Source';
import { draftRoutes } from './draftRoutes';
import { ROUTE, SOURCE_ID } from './kinds';
import { policiesOf } from './policies';
import { answerRequest } from './serve';
import { openshiftRoutes } from './translate';

/** Routes of OpenShift (route.openshift.io/v1) as its router serves them. */
export const openshiftRoute: Source = {
  id: SOURCE_ID,
  title: 'OpenShift Route',
  reads: [ROUTE, SERVICE, ENDPOINT_SLICE],
  resolve: snapshot => {
    const judged = snapshot.index(openshiftRoutes);
    return sourceResult({
      routes: judged.flatMap(({ fact, door }) =>
        draftRoutes(snapshot, fact, door),
      ),
      problems: judged.flatMap(({ fact }) =>
        policiesOf(fact).notInterpreted.map(({ object, path }) => ({
          severity: 'info' as const,
          object,
          path,
          message:
            'Seen, not interpreted: this annotation changes what the router does with the Route.',
        })),
      ),
    });
  },
  serve: answerRequest,
};
