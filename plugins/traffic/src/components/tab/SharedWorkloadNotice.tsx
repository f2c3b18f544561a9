import { Alert } from '@backstage/ui';
import type { Workload } from '@portolan/plugin-traffic-common';
import { renderRef } from '../../model/describeRef';
import { useTrafficText } from '../../translation/useTrafficText';
import { Lines } from '../shared/Facts';

/** Says which workloads are claimed by several entities, since what they serve is then shown on each of them. */
export function SharedWorkloadNotice(props: {
  workloads: readonly Workload[];
}) {
  const t = useTrafficText();
  const shared = props.workloads.filter(({ claims }) => claims.length > 1);
  if (shared.length === 0) {
    return null;
  }
  return (
    <Alert
      status="info"
      icon
      title={t('binding.sharedTitle')}
      description={
        <Lines
          lines={shared.map(({ ref, claims }) =>
            t('binding.shared', {
              workload: renderRef(ref),
              cluster: ref.cluster,
              entities: claims.map(({ entityRef }) => entityRef).join(', '),
            }),
          )}
        />
      }
    />
  );
}
