import { ENDPOINT_SLICE, SERVICE } from '../../kinds/coreKinds';
import { workloadIndex } from '../../topology/workloadIndex';
import { sourceResult, type Source } from '../Source';
import { answerConnection } from './serve';
import { translateAlias } from './translateAlias';
import { openServices } from './translateOpenService';
import { translateManualEndpoints } from './translateManualEndpoints';

/**
 * Core kinds: Services of type LoadBalancer and NodePort as ways in; ExternalName Services, and Services whose endpoints are
 * kept by hand, as ways out.
 */
export const core: Source = {
  id: 'core',
  title: 'Services',
  reads: [SERVICE, ENDPOINT_SLICE, ...workloadIndex.reads],
  resolve: snapshot => {
    const parts = [
      ...snapshot.list(SERVICE).map(object => translateAlias(snapshot, object)),
      translateManualEndpoints(snapshot),
    ];
    return sourceResult({
      routes: snapshot.index(openServices),
      dependencies: parts.flatMap(({ dependencies }) => dependencies),
      problems: parts.flatMap(({ problems }) => problems),
    });
  },
  serve: answerConnection,
};
