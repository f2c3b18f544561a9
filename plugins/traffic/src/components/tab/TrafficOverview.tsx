import { useCallback, useMemo, type ReactNode } from 'react';
import { Alert, Button } from '@backstage/ui';
import type { EntityTraffic } from '@portolan/plugin-traffic-common';
import { groupDependencies } from '../../model/groupDependencies';
import { groupFindings } from '../../model/groupFindings';
import { groupRoutes, type RouteGroup } from '../../model/groupRoutes';
import {
  listMissingKnowledge,
  type Question,
} from '../../model/missingKnowledge';
import {
  matchesDependency,
  matchesFinding,
  matchesRoute,
  type TrafficFilter,
} from '../../model/trafficFilter';
import { useNow } from '../../time/useNow';
import { useTrafficText } from '../../translation/useTrafficText';
import { FindingsList } from '../findings/FindingsList';
import { ProblemNotes } from '../findings/ProblemNotes';
import { FreshnessStrip } from '../freshness/FreshnessStrip';
import { IsolationStatement } from '../isolation/IsolationStatement';
import { TrafficMapPanel } from '../map/TrafficMapPanel';
import { RequestPanel } from '../requests/RequestPanel';
import { QuietText } from '../shared/QuietText';
import { BindingNotice } from '../states/BindingNotice';
import { EmptyNotice } from '../states/EmptyNotice';
import { IncompleteNotice } from '../states/IncompleteNotice';
import { TrafficSummary } from '../summary/TrafficSummary';
import { WaysInTable } from '../waysIn/WaysInTable';
import { WaysOutTable } from '../waysOut/WaysOutTable';
import { NewRouteLink } from './NewRouteLink';
import { SharedWorkloadNotice } from './SharedWorkloadNotice';
import { TrafficPanel } from './TrafficPanel';
import { useTrafficFilter } from './useTrafficFilter';
import styles from './TrafficOverview.module.css';

const MINUTE_MS = 60_000;

/** All panels of the tab for one answer of the backend. */
export function TrafficOverview(props: {
  traffic: EntityTraffic;
  entityName: string;
}) {
  const { traffic, entityName } = props;
  const t = useTrafficText();
  const [filter, setFilter] = useTrafficFilter();
  // To the minute, so that lists are filtered anew only when a certificate can have expired.
  const nowMs = Math.floor(useNow() / MINUTE_MS) * MINUTE_MS;
  const matchesRouteNow = useCallback(
    (chosen: TrafficFilter, group: RouteGroup) =>
      matchesRoute(chosen, group, nowMs),
    [nowMs],
  );
  const { binding, clusters } = traffic;
  const routes = useMemo(() => groupRoutes(traffic.routes), [traffic.routes]);
  const dependencies = useMemo(
    () => groupDependencies(traffic.dependencies),
    [traffic.dependencies],
  );
  const findings = useMemo(
    () => groupFindings(traffic.findings),
    [traffic.findings],
  );
  const hasFacts =
    routes.length + dependencies.length + findings.length > 0 ||
    binding.state === 'bound';

  return (
    <>
      <div className={styles.head}>
        <FreshnessStrip clusters={clusters} />
        {binding.state === 'bound' && <NewRouteLink />}
      </div>
      {binding.problem && (
        <Alert
          status="warning"
          icon
          title={t('binding.problem')}
          description={binding.problem}
        />
      )}
      {!hasFacts && (
        <TrafficPanel title={t('tab.title')}>
          <BindingNotice binding={binding} entityName={entityName} />
          {binding.state === 'no-workload' && (
            <IncompleteNotice clusters={clusters} />
          )}
        </TrafficPanel>
      )}
      {hasFacts && (
        <>
          <SharedWorkloadNotice workloads={traffic.workloads} />
          {traffic.hiddenEntities && (
            <QuietText size="small">
              {t('binding.hidden', { count: traffic.hiddenEntities })}
            </QuietText>
          )}
          <TrafficSummary
            routes={routes}
            dependencies={dependencies}
            findings={findings}
            filter={filter}
            nowMs={nowMs}
            onFilterChange={setFilter}
          />
          <TrafficMapPanel traffic={traffic} />
          <ListPanel
            title={t('panel.waysIn')}
            question="ways-in"
            traffic={traffic}
            items={routes}
            matches={matchesRouteNow}
            filter={filter}
            onClear={() =>
              setFilter({
                ...filter,
                health: undefined,
                exposure: undefined,
                tls: undefined,
                certificate: undefined,
                authentication: undefined,
              })
            }
            empty={{
              title: t('waysIn.empty.title'),
              titleWhenIncomplete: t('waysIn.empty.incomplete'),
              description: t('waysIn.empty.description'),
            }}
            lead={
              <IsolationStatement
                workloads={traffic.workloads}
                direction="ingress"
              />
            }
          >
            {shown => <WaysInTable groups={shown} />}
          </ListPanel>
          <ListPanel
            title={t('panel.waysOut')}
            question="ways-out"
            traffic={traffic}
            items={dependencies}
            matches={matchesDependency}
            filter={filter}
            onClear={() => setFilter({ ...filter, permitted: undefined })}
            empty={{
              title: t('waysOut.empty.title'),
              titleWhenIncomplete: t('waysOut.empty.incomplete'),
              description: t('waysOut.empty.description'),
            }}
            lead={
              <IsolationStatement
                workloads={traffic.workloads}
                direction="egress"
              />
            }
          >
            {shown => <WaysOutTable groups={shown} routes={routes} />}
          </ListPanel>
          <ListPanel
            title={t('panel.findings')}
            traffic={traffic}
            items={findings}
            matches={matchesFinding}
            filter={filter}
            onClear={() => setFilter({ ...filter, severity: undefined })}
            empty={{
              title: t('findings.empty.title'),
              titleWhenIncomplete: t('findings.empty.incomplete'),
              description: t('findings.empty.description'),
            }}
            lead={<ProblemNotes problems={traffic.problems ?? []} />}
          >
            {shown => <FindingsList groups={shown} />}
          </ListPanel>
          <RequestPanel />
        </>
      )}
    </>
  );
}

/** A list with what is missing from it, what the reader chose, and why it is empty when it is. */
function ListPanel<T>(props: {
  title: string;
  question?: Question;
  traffic: EntityTraffic;
  items: readonly T[];
  matches: (filter: TrafficFilter, item: T) => boolean;
  filter: TrafficFilter;
  onClear: () => void;
  empty: { title: string; titleWhenIncomplete: string; description: string };
  /** Said of the whole, before its items. */
  lead?: ReactNode;
  children: (shown: readonly T[]) => ReactNode;
}) {
  const { title, question, traffic, items, matches, filter, empty } = props;
  const t = useTrafficText();
  const shown = useMemo(
    () => items.filter(item => matches(filter, item)),
    [items, matches, filter],
  );
  const isComplete =
    listMissingKnowledge(traffic.clusters, question).length === 0;
  const isFiltered = shown.length < items.length;
  return (
    <TrafficPanel
      title={title}
      note={
        isFiltered && (
          <>
            <QuietText size="small">
              {t('count.filtered', {
                shown: String(shown.length),
                total: String(items.length),
              })}
            </QuietText>
            <Button size="small" variant="secondary" onPress={props.onClear}>
              {t('action.clearFilters')}
            </Button>
          </>
        )
      }
    >
      <IncompleteNotice clusters={traffic.clusters} question={question} />
      {props.lead}
      {shown.length > 0 && props.children(shown)}
      {shown.length === 0 && isFiltered && (
        <EmptyNotice title={t('summary.noMatch')} />
      )}
      {items.length === 0 && (
        <EmptyNotice
          title={isComplete ? empty.title : empty.titleWhenIncomplete}
          description={empty.description}
        />
      )}
    </TrafficPanel>
  );
}
