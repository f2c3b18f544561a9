import type {
  Backend,
  Dependency,
  Route,
  Workload,
} from '@portolan/plugin-traffic-common';
import type { MapNode } from '../../model/map/TrafficMap';
import { useTrafficText } from '../../translation/useTrafficText';
import { ClusterTags } from '../shared/ClusterTags';
import { Facts, Lines } from '../shared/Facts';
import { ObjectField } from '../shared/ObjectField';
import { PermissionWord, RouteStateWord } from '../shared/StatusWord';
import {
  renderBackendState,
  renderControllerVerdict,
  renderReason,
} from '../waysIn/renderRoute';
import { renderLayer, renderPort } from '../waysOut/renderDependency';
import styles from './NodeDetails.module.css';

const LISTED = 20;

/** All that is known of one node of the map: its clusters, where it leads, both verdicts and where they are written. */
export function NodeDetails(props: {
  node: MapNode;
  targets: readonly string[];
}) {
  const { node, targets } = props;
  const t = useTrafficText();
  return (
    <div className={styles.root}>
      <Facts
        facts={[
          {
            name: t('panel.freshness'),
            value: <ClusterTags clusters={node.clusters} />,
          },
          {
            name: t('details.leadsTo'),
            value: (
              <Lines
                lines={targets.length ? targets : [t('details.nothing')]}
              />
            ),
          },
        ]}
      />
      <Entries
        items={node.routes}
        render={route => <RouteEntry route={route} />}
      />
      <Entries
        items={node.backends}
        render={backend => <BackendEntry backend={backend} />}
      />
      <Entries
        items={node.workloads}
        render={workload => <WorkloadEntry workload={workload} />}
      />
      <Entries
        items={node.dependencies}
        render={dependency => <DependencyEntry dependency={dependency} />}
      />
    </div>
  );
}

function Entries<T>(props: {
  items: readonly T[];
  render: (item: T) => JSX.Element;
}) {
  const { items, render } = props;
  const t = useTrafficText();
  if (items.length === 0) {
    return null;
  }
  const hidden = items.length - LISTED;
  return (
    <ul className={styles.entries}>
      {items.slice(0, LISTED).map((item, index) => (
        <li key={index}>{render(item)}</li>
      ))}
      {hidden > 0 && <li>{t('count.more', { count: hidden })}</li>}
    </ul>
  );
}

function RouteEntry({ route }: { route: Route }) {
  const t = useTrafficText();
  const { cluster, url, predicted, reported, provenance } = route;
  return (
    <Lines
      lines={[
        <strong key="url">{url}</strong>,
        cluster,
        <RouteStateWord key="state" state={predicted.state} />,
        ...predicted.reasons.map(reason => renderReason(t, reason)),
        renderControllerVerdict(t, reported),
        ...provenance.map(at => <ObjectField key={at.path} at={at} />),
      ]}
    />
  );
}

function BackendEntry({ backend }: { backend: Backend }) {
  const t = useTrafficText();
  return (
    <Lines
      lines={[
        <strong key="cluster">{backend.ref.cluster}</strong>,
        renderBackendState(t, backend),
        <ObjectField key="at" at={backend.provenance} />,
      ]}
    />
  );
}

function WorkloadEntry({ workload }: { workload: Workload }) {
  const t = useTrafficText();
  const { ref, pods, claims } = workload;
  return (
    <Lines
      lines={[
        <strong key="cluster">{ref.cluster}</strong>,
        t('details.pods', {
          ready: String(pods.ready),
          total: String(pods.total),
        }),
        ...claims.map(({ entityRef, provenance }) => (
          <span key={entityRef}>
            {t('details.claimedBy', { entity: entityRef })}{' '}
            <ObjectField at={provenance} />
          </span>
        )),
      ]}
    />
  );
}

function DependencyEntry({ dependency }: { dependency: Dependency }) {
  const t = useTrafficText();
  const { cluster, permitted, evidence } = dependency;
  return (
    <Lines
      lines={[
        <strong key="port">{renderPort(t, dependency)}</strong>,
        cluster,
        <PermissionWord key="verdict" permission={permitted.verdict} />,
        ...permitted.layers.map(layer => renderLayer(t, layer)),
        ...evidence.flatMap(({ provenance }, index) =>
          provenance ? [<ObjectField key={index} at={provenance} />] : [],
        ),
      ]}
    />
  );
}
