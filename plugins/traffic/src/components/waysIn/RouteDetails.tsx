import { Text } from '@backstage/ui';
import type { Route } from '@portolan/plugin-traffic-common';
import { renderRef } from '../../model/describeRef';
import type { RouteGroup } from '../../model/groupRoutes';
import { useNow } from '../../time/useNow';
import { useTrafficText } from '../../translation/useTrafficText';
import { Facts, Lines } from '../shared/Facts';
import { ObjectField } from '../shared/ObjectField';
import { renderSpan } from '../shared/renderTime';
import { RouteStateWord } from '../shared/StatusWord';
import { BackendList } from './BackendList';
import { CertificateDetails } from './CertificateDetails';
import { PolicyDetails } from './PolicyDetails';
import {
  renderCondition,
  renderConditionsOfMatch,
  renderControllerVerdict,
  renderEntry,
  renderReason,
  renderRedirect,
} from './renderRoute';
import styles from './RouteDetails.module.css';

/** All that is known of one URL, cluster by cluster. */
export function RouteDetails({ group }: { group: RouteGroup }) {
  const t = useTrafficText();
  return (
    <>
      {group.routes.map(route => (
        <section key={route.id} className={styles.cluster}>
          <Text as="h3" variant="body-large" weight="bold">
            {t('details.cluster', { cluster: route.cluster })}
          </Text>
          <RouteFacts route={route} />
        </section>
      ))}
    </>
  );
}

function RouteFacts({ route }: { route: Route }) {
  const t = useTrafficText();
  const { predicted, addresses, filters, provenance, entry } = route;
  const { redirect, notInterpreted } = route;
  const conditions = renderConditionsOfMatch(t, route.match);
  return (
    <Facts
      facts={[
        {
          name: t('verdict.predicted'),
          value: (
            <Lines
              lines={[
                <RouteStateWord key="state" state={predicted.state} />,
                ...predicted.reasons.map(reason => renderReason(t, reason)),
              ]}
            />
          ),
        },
        {
          name: t('verdict.controller'),
          value: <ControllerLines route={route} />,
        },
        { name: t('details.object'), value: renderRef(route.object) },
        {
          name: t('details.match'),
          value: (
            <Lines
              lines={conditions.length ? conditions : [t('details.anyRequest')]}
            />
          ),
        },
        { name: t('waysIn.column.through'), value: renderEntry(t, route) },
        {
          name: t('details.className'),
          value: entry && 'className' in entry ? entry.className : undefined,
        },
        {
          name: t('details.controllerOf'),
          value: entry && 'controller' in entry ? entry.controller : undefined,
        },
        {
          name: t('details.addresses'),
          value: addresses.length ? (
            <Lines lines={addresses.map(({ value }) => value)} />
          ) : (
            t('details.noAddress')
          ),
        },
        {
          name: t('details.exposure'),
          value: t(`exposure.${route.exposure}`),
        },
        {
          name: t('waysIn.column.tls'),
          value: (
            <Lines
              lines={[
                t(`tls.${route.tls.mode}`),
                ...route.tls.certificates.map((certificate, index) => (
                  <CertificateDetails key={index} certificate={certificate} />
                )),
              ]}
            />
          ),
        },
        {
          name: t('details.redirect'),
          value: redirect ? renderRedirect(t, redirect, route) : undefined,
        },
        {
          name: t('waysIn.column.backends'),
          value: <BackendList route={route} />,
        },
        {
          name: t('waysIn.column.policies'),
          value: <PolicyDetails policies={route.policies} />,
        },
        {
          name: t('details.notInterpreted'),
          value: notInterpreted.length ? (
            <Lines
              lines={notInterpreted.map((at, index) => (
                <ObjectField key={index} at={at} />
              ))}
            />
          ) : undefined,
        },
        {
          name: t('details.filters'),
          value: filters.length ? (
            <Lines
              lines={filters.map(({ type, interpreted }) =>
                interpreted
                  ? type
                  : t('details.filterNotInterpreted', { type }),
              )}
            />
          ) : (
            t('details.noFilters')
          ),
        },
        {
          name: t('details.provenance'),
          value: (
            <Lines
              lines={provenance.map(at => (
                <ObjectField key={at.path} at={at} />
              ))}
            />
          ),
        },
      ]}
    />
  );
}

function ControllerLines({ route }: { route: Route }) {
  const t = useTrafficText();
  const nowMs = useNow();
  const { reported, agreement } = route;
  const lines = [renderControllerVerdict(t, reported)];
  if ('conditions' in reported) {
    lines.push(
      ...reported.conditions.map(condition => renderCondition(t, condition)),
    );
  }
  if (reported.state === 'reported') {
    const { controller, at } = reported;
    lines.push(
      at
        ? t('controller.nameAt', {
            controller,
            span: renderSpan(t, at, nowMs),
          })
        : t('controller.name', { controller }),
    );
  }
  if (agreement === 'disagree') {
    lines.push(t('verdict.disagree'));
  }
  return <Lines lines={lines} />;
}
