import { useId, type ReactNode } from 'react';
import { Box, Text, ToggleButton } from '@backstage/ui';
import { AUTHENTICATIONS } from '../../model/authentication';
import { CERTIFICATE_STANDINGS } from '../../model/certificateStanding';
import {
  PERMISSIONS,
  type DependencyGroup,
} from '../../model/groupDependencies';
import { SEVERITIES, type FindingGroup } from '../../model/groupFindings';
import { ROUTE_STATES, type RouteGroup } from '../../model/groupRoutes';
import {
  EXPOSURES,
  TLS_MODES,
  matchesDependency,
  matchesFinding,
  matchesRoute,
  type TrafficFilter,
} from '../../model/trafficFilter';
import { useTrafficText } from '../../translation/useTrafficText';
import { QuietText } from '../shared/QuietText';
import {
  renderAuthenticationFigure,
  renderCertificateFigure,
} from './renderFigures';
import styles from './TrafficSummary.module.css';

export interface TrafficSummaryProps {
  routes: readonly RouteGroup[];
  dependencies: readonly DependencyGroup[];
  findings: readonly FindingGroup[];
  filter: TrafficFilter;
  nowMs: number;
  onFilterChange: (filter: TrafficFilter) => void;
}

/** The figures of an entity; each is a filter of the lists below. */
export function TrafficSummary(props: TrafficSummaryProps) {
  const { routes, dependencies, findings, filter, nowMs } = props;
  const { onFilterChange } = props;
  const t = useTrafficText();

  const total = String(routes.length);
  const countRoutes = (chosen: TrafficFilter) =>
    routes.filter(group => matchesRoute(chosen, group, nowMs)).length;
  const encrypted = routes.filter(group =>
    group.routes.every(({ tls }) => tls.mode !== 'none'),
  ).length;

  const choices = <K extends keyof TrafficFilter>(
    name: K,
    values: ReadonlyArray<NonNullable<TrafficFilter[K]>>,
    describe: (value: NonNullable<TrafficFilter[K]>) => {
      label: string;
      count: number;
    },
  ) =>
    values.map(value => {
      const isSelected = filter[name] === value;
      const { label, count } = describe(value);
      return count > 0 || isSelected ? (
        <ToggleButton
          key={value}
          size="small"
          className={styles.toggle}
          isSelected={isSelected}
          onChange={selected =>
            onFilterChange({ ...filter, [name]: selected ? value : undefined })
          }
        >
          {t('summary.toggle', { label, number: String(count) })}
        </ToggleButton>
      ) : null;
    });

  return (
    <section className={styles.grid} aria-label={t('panel.summary')}>
      <Tile
        title={t('summary.urls')}
        figure={t('summary.urlsHealthy', {
          healthy: String(countRoutes({ health: 'serving' })),
          total,
        })}
      >
        {choices('health', ROUTE_STATES, value => ({
          label: t(`verdict.${value}`),
          count: countRoutes({ health: value }),
        }))}
      </Tile>
      <Tile
        title={t('summary.exposure')}
        figure={t('summary.exposureFigure', {
          internet: String(countRoutes({ exposure: 'internet' })),
          total,
        })}
      >
        {choices('exposure', EXPOSURES, value => ({
          label: t(`exposure.${value}`),
          count: countRoutes({ exposure: value }),
        }))}
      </Tile>
      <Tile
        title={t('summary.tls')}
        figure={t('summary.tlsFigure', { encrypted: String(encrypted), total })}
      >
        {choices('tls', TLS_MODES, value => ({
          label: t(`tls.${value}`),
          count: countRoutes({ tls: value }),
        }))}
      </Tile>
      <Tile
        title={t('summary.certificates')}
        figure={renderCertificateFigure(t, routes, nowMs)}
      >
        {choices('certificate', CERTIFICATE_STANDINGS, value => ({
          label: t(`summary.certificate.${value}`),
          count: countRoutes({ certificate: value }),
        }))}
      </Tile>
      <Tile
        title={t('summary.authentication')}
        figure={renderAuthenticationFigure(t, routes)}
      >
        {choices('authentication', AUTHENTICATIONS, value => ({
          label: t(`summary.authenticationAnswer.${value}`),
          count: countRoutes({ authentication: value }),
        }))}
      </Tile>
      <Tile
        title={t('summary.findings')}
        figure={t('summary.findingsFigure', { count: findings.length })}
      >
        {choices('severity', SEVERITIES, value => ({
          label: t(`severity.${value}`),
          count: findings.filter(group =>
            matchesFinding({ severity: value }, group),
          ).length,
        }))}
      </Tile>
      <Tile
        title={t('summary.dependencies')}
        figure={t('summary.dependenciesFigure', {
          allowed: String(
            dependencies.filter(({ permission }) => permission === 'allowed')
              .length,
          ),
          total: String(dependencies.length),
        })}
      >
        {choices('permitted', PERMISSIONS, value => ({
          label: t(`permitted.${value}`),
          count: dependencies.filter(group =>
            matchesDependency({ permitted: value }, group),
          ).length,
        }))}
      </Tile>
    </section>
  );
}

function Tile(props: { title: string; figure: string; children: ReactNode }) {
  const titleId = useId();
  return (
    <Box
      bg="neutral"
      className={styles.tile}
      role="group"
      aria-labelledby={titleId}
    >
      <QuietText id={titleId} size="small">
        {props.title}
      </QuietText>
      <Text as="p" variant="title-x-small" weight="bold">
        {props.figure}
      </Text>
      <div className={styles.toggles}>{props.children}</div>
    </Box>
  );
}
