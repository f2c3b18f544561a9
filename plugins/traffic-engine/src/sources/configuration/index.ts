import { CONFIG_MAP, NAMESPACE, SERVICE } from '../../kinds/coreKinds';
import { workloadIndex } from '../../topology/workloadIndex';
import { sourceResult, type Source } from '../Source';
import { draftWorkload } from './draftWorkload';

/** Where workloads are told to go by their variables, arguments and ConfigMaps: hints, mined when objects come in. */
export const configuration: Source = {
  id: 'configuration',
  title: 'Configuration of workloads',
  reads: [CONFIG_MAP, NAMESPACE, SERVICE, ...workloadIndex.reads],
  resolve: snapshot => {
    const parts = snapshot
      .index(workloadIndex)
      .all.map(workload => draftWorkload(snapshot, workload));
    return sourceResult({
      dependencies: parts.flatMap(({ dependencies }) => dependencies),
      problems: [
        ...new Map(
          parts
            .flatMap(({ problems }) => problems)
            .map(problem => [
              JSON.stringify([problem.object, problem.path, problem.message]),
              problem,
            ]),
        ).values(),
      ],
    });
  },
};
