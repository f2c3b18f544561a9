import { ENDPOINT_SLICE, SERVICE } from '../../kinds/coreKinds';
import { workloadIndex } from '../../topology/workloadIndex';
import { sourceResult, type Source } from '../Source';
import { translateAlias } from './translateAlias';
import { translateManualEndpoints } from './translateManualEndpoints';

/** Core kinds as ways out: ExternalName Services, and Services whose endpoints are kept by hand. */
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
      dependencies: parts.flatMap(({ dependencies }) => dependencies),
      problems: parts.flatMap(({ problems }) => problems),
    });
  },
};
